import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/errors.ts";
import { createInterpretedMapper, createPageMapper } from "../../src/xdm/create-page-mapper.ts";
import { loadSchemas } from "../../src/xdm/load-schemas.ts";
import type { MappedRecord, RefusedRecord } from "../../src/xdm/page-mapper.ts";
import type { PromotedField, PromotedKeys } from "../../src/xdm/policy.ts";
import { promoteKeys } from "../../src/xdm/promote-keys.ts";
import { files, pageContext, publishedSample, schemasFolder } from "./schemas.ts";

const set = await loadSchemas(files, schemasFolder);

const promotedKeys = {
  charges: {
    "Order #": { field: "order_number", type: "string" },
    weight: { field: "grams", type: "long" },
    rate: { field: "rate", type: "double" },
    gift: { field: "is_gift", type: "boolean" },
    ship: { field: "ships_at", type: "date-time" },
    reference: { field: "reference", type: "string", hash: true },
  },
} as const satisfies PromotedKeys;

async function mapBoth(metadata: unknown): Promise<readonly [unknown, unknown]> {
  const schemas = promoteKeys(set, promotedKeys).forTenant("acme");
  const options = {
    mapping: await schemas.mapping("charges"),
    datasets: ["object"],
    policy: { preset: "minimal", promotedKeys },
    rowSchemas: await schemas.rowSchemas("charges", ["object"]),
  } as const;
  const body = Buffer.from(JSON.stringify({ ...(await publishedSample("charges")), metadata }));
  const made = [createPageMapper(options), createInterpretedMapper(options)].map((mapper) =>
    columnsOf(mapper.mapObject(body, pageContext)),
  );
  return [made[0], made[1]];
}

function columnsOf(record: MappedRecord | RefusedRecord): unknown {
  if (record.fate === "refused") return record.rule;
  const row = JSON.parse(Buffer.from(record.rows[0]?.bytes ?? "{}").toString()) as { _acme: Record<string, unknown> };
  return row._acme.stripe_metadata;
}

describe("promoted metadata keys", () => {
  it("become typed columns, by both mappers alike", async () => {
    const [compiled, interpreted] = await mapBoth({
      "Order #": "000000017",
      weight: "1200",
      rate: "0.19",
      gift: "Yes",
      ship: "2025-03-01T12:00:00+01:00",
      reference: " Jenny ",
      other: "private",
    });
    expect(compiled).toEqual({
      order_number: "000000017",
      grams: 1200,
      rate: 0.19,
      is_gift: true,
      ships_at: "2025-03-01T11:00:00.000Z",
      reference: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(interpreted).toEqual(compiled);
  });

  it.each([
    [{ weight: "heavy", rate: "a lot", gift: "maybe", ship: "tomorrow" }, undefined],
    [{ weight: "9007199254740993", rate: "1e999", ship: "2025-02-31T25:00:00Z" }, undefined],
    [
      { weight: "-3", rate: ".5", gift: "0", ship: "2025-03-01" },
      { grams: -3, rate: 0.5, is_gift: false, ships_at: "2025-03-01T00:00:00.000Z" },
    ],
    [{}, undefined],
    [null, undefined],
  ])(
    "%j gives %j: what cannot be read as the column's type is left out, and refuses nobody",
    async (metadata, columns) => {
      expect(await mapBoth(metadata)).toEqual([columns, columns]);
    },
  );

  it("are looked through for card numbers", async () => {
    const [compiled, interpreted] = await mapBoth({ "Order #": "4242 4242 4242 4242" });
    expect(compiled).toContain("card number");
    expect(interpreted).toEqual(compiled);
  });

  it("have a field group of their own, which the schema and the mapping sets take in", async () => {
    const promoted = promoteKeys(set, promotedKeys);
    const group = "promoted/charges/field-group.json";
    expect(promoted.manifest.resources.charges?.datasets.object?.fieldGroups?.at(-1)).toBe(group);
    expect(await promoted.text("xdm/charges/object/schema.json")).toContain(`{REF:${group}}`);
    expect(JSON.parse(await promoted.text(group))).toMatchObject({
      title: "Stripe Charges Promoted Metadata",
      "meta:intendedToExtend": ["{REF:xdm/charges/object/class.json}"],
    });
    const mappings = await promoted.text("mappings/data-prep/charges.object.json");
    expect(mappings).toContain('"source":"metadata.${Order #}"');
    expect(mappings).toContain('"source":"sha256(lower(trim(metadata.reference)))"');
    expect(await promoted.text("xdm/refunds/object/schema.json")).toBe(
      await set.text("xdm/refunds/object/schema.json"),
    );
  });

  const column = (field: string, more: Partial<PromotedField> = {}): PromotedField => ({
    field,
    type: "string",
    ...more,
  });
  it.each<[string, PromotedKeys]>([
    ["no resource", { orders: { a: column("a") } }],
    ["no metadata", { balance_transactions: { a: column("a") } }],
    ["no name", { charges: { a: column("order number") } }],
    ["a reserved word", { charges: { a: column("items") } }],
    ["one column for two keys", { charges: { a: column("x"), b: column("X") } }],
    ["a hashed number", { charges: { a: column("x", { type: "long", hash: true }) } }],
  ])("are refused with %s", (_, promoted) => {
    expect(() => promoteKeys(set, promoted)).toThrow(ConfigError);
  });
});
