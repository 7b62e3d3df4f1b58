import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/errors.ts";
import { createInterpretedMapper, createPageMapper } from "../../src/xdm/create-page-mapper.ts";
import type { MappingRow, ResourceMapping, RowSchema } from "../../src/xdm/mapping.ts";
import type { PageMapper } from "../../src/xdm/page-mapper.ts";
import { pageContext } from "./schemas.ts";

const text: RowSchema = { type: "string" };

function mapperOf(rows: readonly MappingRow[], schema?: RowSchema, make = createPageMapper): PageMapper {
  const mapping: ResourceMapping = {
    formatVersion: 1,
    resource: "charges",
    object: "charge",
    datasets: { object: { rows } },
  };
  return make({
    mapping,
    datasets: ["object"],
    policy: { preset: "full" },
    rowSchemas: schema === undefined ? {} : { object: schema },
  });
}

function rowOf(rows: readonly MappingRow[], object: object, schema?: RowSchema): unknown {
  const [compiled, interpreted] = [createPageMapper, createInterpretedMapper].map((make) => {
    const record = mapperOf(rows, schema, make).mapObject(
      Buffer.from(JSON.stringify({ id: "ch_1", object: "charge", ...object })),
      pageContext,
    );
    if (record.fate === "refused") return `${record.path}: ${record.rule}`;
    return JSON.parse(Buffer.from(record.rows[0]!.bytes).toString()) as unknown;
  });
  expect(compiled).toEqual(interpreted);
  return compiled;
}

const row = (source: string, destination: string, more: Partial<MappingRow> = {}): MappingRow => ({
  source,
  destination,
  conversion: "string",
  ...more,
});

describe("mapping rows", () => {
  it("reach through lists in lists, and close up where nothing is left", () => {
    const rows = [row("items.data[*].name", "items[*].name"), row("items.data[*].tiers[*].to", "items[*].tiers[*].to")];
    const data = [
      { name: "a", tiers: [{ to: "1" }, {}, null, { to: "2" }] },
      null,
      {},
      { tiers: [] },
      { name: "b", tiers: null },
    ];
    expect(rowOf(rows, { items: { data } })).toEqual({
      items: [{ name: "a", tiers: [{ to: "1" }, { to: "2" }] }, { name: "b" }],
    });
  });

  it("name the element in which a value was refused", () => {
    const rows = [row("items.data[*].tiers[*].to", "items[*].tiers[*].to")];
    const data = [{ tiers: [{ to: "1" }] }, { tiers: [{ to: "1" }, { to: 5 }] }];
    expect(rowOf(rows, { items: { data } })).toBe(
      "items.data[1].tiers[1].to: a text was expected, a whole number stands there",
    );
  });

  it("fill fixed places, lists of values, conditions and derived values", () => {
    const rows: MappingRow[] = [
      row("intent", "payments[0].id"),
      row("locales[*]", "locales[*]"),
      {
        destination: "paid",
        conversion: "constant",
        value: true,
        when: [{ path: "status", in: ["succeeded", "paid"] }],
      },
      {
        source: "description",
        destination: "order",
        conversion: "derived",
        give: "first",
        from: [
          { rule: "metadata", path: "metadata", key: "Order #" },
          { rule: "description", path: "description", pattern: "[Oo]rder #(\\d+)" },
        ],
      },
    ];
    expect(
      rowOf(rows, { intent: "pi_1", locales: ["en", null, "", "fr"], status: "paid", description: "Order #17 by A" }),
    ).toEqual({
      payments: [{ id: "pi_1" }],
      locales: ["en", "fr"],
      paid: true,
      order: "17",
    });
    expect(rowOf(rows, { status: "open", metadata: { "Order #": "18" } })).toEqual({ order: "18" });
  });

  it("take the text of an object that was not expanded for nothing, and refuse what is neither", () => {
    const rows = [row("charge.customer", "customer")];
    expect(rowOf(rows, { charge: "ch_2" })).toEqual({});
    expect(rowOf(rows, { charge: { customer: "cus_1" } })).toEqual({ customer: "cus_1" });
    expect(rowOf(rows, { charge: 5 })).toBe("charge: an object was expected, a whole number stands there");
  });

  it("are held to what the schema asks of a value", () => {
    const schema: RowSchema = {
      type: "object",
      required: ["code"],
      properties: {
        code: { type: "string", pattern: "^[A-Z]{3}$" },
        note: { type: "string", maxLength: 3 },
        kind: { type: "string", enum: ["a", "b"] },
        month: { type: "integer", minimum: 1, maximum: 12 },
      },
    };
    const rows = [
      row("code", "code"),
      row("note", "note"),
      row("kind", "kind"),
      row("month", "month", { conversion: "long" }),
    ];
    expect(rowOf(rows, { code: "USD", note: "🛒🛒🛒", kind: "a", month: 12 }, schema)).toMatchObject({ code: "USD" });
    expect(rowOf(rows, { code: "usd" }, schema)).toContain("does not match");
    expect(rowOf(rows, { code: "USD", note: "🛒🛒🛒🛒" }, schema)).toContain("longer than 3");
    expect(rowOf(rows, { code: "USD", kind: "c" }, schema)).toContain("none of those");
    expect(rowOf(rows, { code: "USD", month: 13 }, schema)).toContain("not between 1 and 12");
    expect(rowOf(rows, {}, schema)).toBe("code: the schema requires this field, and it is missing");
  });

  it.each([
    ["a field that the schema does not have", [row("a", "b")], { type: "object", properties: {} }],
    [
      "another type than the schema's",
      [row("a", "b", { conversion: "long" })],
      { type: "object", properties: { b: text } },
    ],
    ["a field that is also an object", [row("a", "b"), row("c", "b.c")], undefined],
    ["a list that comes from two", [row("a[*].x", "l[*].x"), row("b[*].y", "l[*].y")], undefined],
    ["more lists in the destination than in the source", [row("a", "l[*]")], undefined],
    ["a name that every object inherits", [row("constructor.name", "b")], undefined],
    ["something that is no path", [row("a b", "c")], undefined],
    ["a context that is not known", [row("$secret", "c")], undefined],
    ["a fact where there is none", [row("$fact", "c")], undefined],
  ] as const)("are refused when they ask for %s", (_, rows, schema) => {
    expect(() => mapperOf(rows, schema)).toThrow(ConfigError);
  });
});
