import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import type { ValidateFunction } from "ajv";
import ajvFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { presets } from "../src/mapping.ts";
import type { MappingFile, MappingRow } from "../src/mapping.ts";
import type { Manifest } from "../src/schema-folder.ts";
import { arbitraryObject } from "./arbitrary-object.ts";
import type { StripeSchema } from "./arbitrary-object.ts";
import { referenceRow } from "./reference-rows.ts";
import type { Context, Tables } from "./reference-rows.ts";
import { schemas } from "./schema-files.ts";
import type { Loose } from "./schema-files.ts";

const read = (path: string): Loose => JSON.parse(readFileSync(`${schemas}/${path}`, "utf8"));
const manifest = read("manifest.json") as Manifest;
const tables: Tables = {
  currencies: read("decisions/currencies.json"),
  families: read("decisions/payment-families.json"),
};

const context: Context = {
  $account: "acct_1",
  $livemode: false,
  $api_version: manifest.apiVersion,
  $deleted: false,
  $version: 1_700_000_000_000,
  $version_sequence: 1,
  $row_id: "0123456789abcdef",
  $fact: "succeeded",
  $event_type: "stripe.charge.succeeded",
  $fact_time: 1_679_090_539_000,
};

function validator(schema: object): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajvFormats.default(ajv, ["date-time"]);
  ajv.addFormat("email", /^[^@ ]+@[^@ ]+\.[^@ ]+$/);
  return ajv.compile(schema);
}

interface Case {
  resource: string;
  object: Record<string, unknown>;
  arbitrary: fc.Arbitrary<Record<string, unknown>>;
  stripe: ValidateFunction;
  datasets: { kind: string; rows: MappingRow[]; valid: ValidateFunction }[];
}

const cases: Case[] = Object.entries(manifest.resources).map(([resource, entry]) => {
  const schema = read(entry.stripeSchema) as StripeSchema;
  const { datasets } = read(entry.mapping) as MappingFile;
  return {
    resource,
    object: read(`samples/${resource}/published.json`),
    arbitrary: arbitraryObject(schema).map((value) => ({ ...(value as object), id: "x_1" })),
    stripe: validator(schema),
    datasets: Object.entries(datasets).map(([kind, { rows }]: [string, { rows: MappingRow[] }]) => ({
      kind,
      rows,
      valid: validator(read(entry.datasets[kind]?.rowSchema ?? "")),
    })),
  };
});

function problems(one: Case, object: Record<string, unknown>): string[] {
  return one.datasets.flatMap(({ kind, rows, valid }) =>
    presets.flatMap((preset) => {
      const row = referenceRow(object, rows, preset, context, tables);
      return valid(row) ? [] : [`${kind}, ${preset}: ${JSON.stringify(valid.errors?.slice(0, 3))}`];
    }),
  );
}

describe.each(cases)("rows of $resource", (one) => {
  it("are valid for the published sample, which is valid itself", () => {
    expect(one.stripe(one.object), JSON.stringify(one.stripe.errors)).toBe(true);
    expect(problems(one, one.object)).toEqual([]);
  });

  it("are valid for every object that Stripe could send", () => {
    fc.assert(
      fc.property(one.arbitrary, (object) => {
        expect(one.stripe(object), JSON.stringify(one.stripe.errors)).toBe(true);
        // A currency that is no code is for the connector to refuse; here it would break Adobe's own pattern.
        const known =
          typeof object.currency === "string" && /^[a-z]{3}$/i.test(object.currency)
            ? object
            : { ...object, currency: "usd" };
        expect(problems(one, known)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

describe("a charge as a row", () => {
  const charges = cases.find(({ resource }) => resource === "charges");
  const rowOf = (kind: string, changes: object): Record<string, unknown> => {
    const rows = charges?.datasets.find((dataset) => dataset.kind === kind)?.rows ?? [];
    return referenceRow({ ...charges?.object, ...changes }, rows, "minimal", context, tables);
  };

  it("keeps money exact and in major units, and time as a date-time", () => {
    const yen = rowOf("event", { currency: "jpy" });
    expect(yen.commerce).toMatchObject({ order: { priceTotal: 1099, currencyCode: "JPY" } });
    const dinar = rowOf("event", { currency: "bhd" });
    expect(dinar).toMatchObject({
      commerce: { order: { priceTotal: 1.099 } },
      "_{TENANT}": { stripe_event: { amount_minor: 1099 } },
    });
    expect(rowOf("object", {})).toMatchObject({
      "_{TENANT}": { charges_data: { created: "2023-03-17T22:02:19.000Z" } },
    });
  });

  it("tells buy now, pay later from the rest", () => {
    const family = (details: object): unknown => {
      const row = rowOf("event", { payment_method_details: details });
      return (row["_{TENANT}"] as { stripe_event: { payment_family: string } }).stripe_event.payment_family;
    };
    expect(family({ type: "klarna", klarna: { payment_method_category: "pay_later" } })).toBe("bnpl");
    expect(family({ type: "klarna", klarna: { payment_method_category: "pay_now" } })).toBe("other");
    expect(["afterpay_clearpay", "affirm", "zip"].map((type) => family({ type, [type]: {} }))).toEqual([
      "bnpl",
      "bnpl",
      "bnpl",
    ]);
    expect(family({ type: "card", card: { wallet: { type: "apple_pay" } } })).toBe("wallet");
    expect(family({ type: "a_method_of_tomorrow" })).toBe("other");
  });

  it("has zip although Stripe declares no field of it", () => {
    const row = rowOf("object", { payment_method_details: { type: "zip", zip: {} } });
    expect(row).toMatchObject({
      "_{TENANT}": { charges_data: { payment_method_details: { type: "zip", zip: { present: true } } } },
    });
  });
});
