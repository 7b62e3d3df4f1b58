import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../exchange.ts";
import { exploreSchema } from "../explore-schema.ts";
import { compileMappingSet } from "./compile-mapping-set.ts";
import { judgeMappingSet } from "./judge-mapping-set.ts";
import { readXdmSchema } from "./xdm-field.ts";

const file = (path: string): JsonObject =>
  JSON.parse(readFileSync(new URL(`../../../../../schemas/${path}`, import.meta.url), "utf8")) as JsonObject;

const charge = file("samples/charges/published.json");
const subscription = file("samples/subscriptions/published.json");
const schema = readXdmSchema(
  JSON.parse(JSON.stringify(file("xdm/charges/object/row.schema.json")).replaceAll("{TENANT}", "acme")) as JsonObject,
);
const run = { now: Date.UTC(2026, 0, 1), seed: "acct_1/false" };
const set = (...mappings: JsonObject[]): JsonObject => ({ mappings });
const row = (source: string, destination: string, sourceType?: string): JsonObject => ({
  source,
  destination,
  ...(sourceType === undefined ? {} : { sourceType }),
});

describe("a mapping set of one's own", () => {
  it("maps the tutorial's rows, wrapped in data, into our own schema", () => {
    const tutorial = JSON.parse(
      readFileSync(new URL("../../../test/flow-service/tutorial-mapping.json", import.meta.url), "utf8"),
    ) as { rows: Record<string, string> };
    const mappings = Object.entries(tutorial.rows).map(([sourceAttribute, path]) => ({
      sourceAttribute,
      destinationXdmPath: path.replace("{TENANT}", "acme"),
      identity: false,
      version: 0,
    }));
    const mapped = compileMappingSet(set(...mappings), schema)(charge, run);
    const { charges_data: data } = mapped.row._acme as { charges_data: Record<string, unknown> };
    expect(data).toMatchObject({
      id: charge.id,
      amount: 1099,
      outcome: { risk_level: "normal" },
      payment_method_details: { type: "card", card: { last4: "4242", funding: "credit" } },
      // Epoch seconds read as milliseconds: what the platform does with such a row, and what the judge warns about.
      created: "1970-01-20T10:24:50.539Z",
    });
    expect(mapped.missing.filter((path) => path.startsWith("_id"))).toEqual([]);
    expect(mapped.row._id).toMatch(/^[0-9a-f]{64}$/);
  });

  it("walks arrays on both sides", () => {
    const mapped = compileMappingSet(
      set(
        row("data.items.data[*].id", "x.items[*].id"),
        row("upper(data.items.data[*].price.currency)", "x.items[*].currency", "EXPRESSION"),
      ),
      undefined,
    )(subscription, run);
    const items = (subscription.items as { data: { id: string; price: { currency: string } }[] }).data;
    expect(mapped.row).toEqual({
      x: { items: items.map(({ id, price }) => ({ id, currency: price.currency.toUpperCase() })) },
    });
  });

  it("completes an object that an earlier row began", () => {
    const mappings = [row("data.id", "x.card.own"), row("data.payment_method_details", "x")];
    const mapped = compileMappingSet(set(...mappings), undefined)(charge, run);
    expect(mapped.row.x).toMatchObject({ type: "card", card: { own: charge.id, last4: "4242" } });
  });

  it("leaves a column empty when its value does not fit, and says so", () => {
    const destination = "_acme.charges_data.amount";
    const mapped = compileMappingSet(
      set(row("data.currency", destination), row("data.id", "_acme.charges_data.id")),
      schema,
    )(charge, run);
    expect(mapped.misfits).toEqual([{ path: destination, rule: "a whole number was expected, a text stands there" }]);
    expect(mapped.row._acme).toEqual({ charges_data: { id: charge.id } });
  });

  it("takes no key of somebody's metadata for anything else", () => {
    const evil = JSON.parse('{"id":"ch_1","metadata":{"__proto__":"x","constructor":"y"}}') as JsonObject;
    const mapped = compileMappingSet(set(row("data.metadata", "m"), row("data.metadata.__proto__", "p")), undefined)(
      evil,
      run,
    );
    expect(Object.keys(mapped.row.m as object)).toEqual(["__proto__", "constructor"]);
    expect(mapped.row.p).toBe("x");
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});

describe("the judge of a mapping set", () => {
  const ground = {
    schema,
    source: exploreSchema(file("stripe/charges.schema.json")),
    unixSeconds: new Set(["created"]),
  };

  it("finds nothing wrong with a good row", () => {
    expect(judgeMappingSet(set(row("data.amount", "_acme.charges_data.amount")), ground)).toEqual([]);
  });

  it.each(["charges", "subscriptions", "refunds", "balance_transactions", "customers", "prices"])(
    "finds nothing wrong with the generated mapping of %s, where an id may come as the object with its id",
    (resource) => {
      const source = exploreSchema(file(`stripe/${resource}.schema.json`));
      const generated = file(`mappings/data-prep/${resource}.object.json`);
      expect(judgeMappingSet(generated, { schema: undefined, source, unixSeconds: new Set() })).toEqual([]);
    },
  );

  it("names the row, and a source that would do, for epoch seconds", () => {
    const proposal = `dformat(data.created * 1000, "yyyy-MM-dd'T'HH:mm:ss.SSSX")`;
    expect(
      judgeMappingSet(
        set(row("data.id", "_acme.charges_data.id"), row("data.created", "_acme.charges_data.created")),
        ground,
      ),
    ).toEqual([
      {
        row: 1,
        severity: "warning",
        message: `data.created holds epoch seconds; mapped to a date-time they are read as milliseconds (January 1970): use ${proposal}`,
        proposal,
      },
    ]);
    expect(judgeMappingSet(set(row(proposal, "_acme.charges_data.created", "EXPRESSION")), ground)).toEqual([]);
  });

  const faults = [
    ["a destination that the schema does not have", row("data.id", "_acme.charges_data.nothing"), "error"],
    ["no destination", row("data.id", ""), "error"],
    ["an unknown function", row("nvl(data.id, 1)", "_acme.charges_data.id", "EXPRESSION"), "error"],
    ["[*] on one side", row("data.id", "_acme.charges_data.refunds.data[*].id"), "error"],
    ["a field that Stripe does not have", row("data.nonsense", "_acme.charges_data.id"), "warning"],
    ["an object for a text", row("data.outcome", "_acme.charges_data.id"), "warning"],
  ] as const;
  for (const [what, mapping, severity] of faults) {
    it(`finds ${what}`, () => {
      const found = judgeMappingSet(set(mapping), ground);
      expect(found.map((fault) => fault.severity)).toContain(severity);
    });
  }

  it("finds two rows for one field, and an empty set", () => {
    const twice = judgeMappingSet(
      set(row("data.id", "_acme.charges_data.id"), row("data.object", "_acme.charges_data.id")),
      ground,
    );
    expect(twice).toMatchObject([{ row: 1, severity: "warning" }]);
    expect(judgeMappingSet({}, ground)).toMatchObject([{ severity: "error" }]);
  });
});
