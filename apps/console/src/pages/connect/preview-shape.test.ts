import { describe, expect, it } from "vitest";
import { cellText, fieldsOf, leavesOf, valueAt } from "./preview-shape.ts";

const schema = {
  type: "object",
  properties: {
    data: {
      type: "object",
      properties: {
        id: { type: "string" },
        invoice: {},
        metadata: { type: "object", properties: {} },
        card: { type: "object", properties: { last4: { type: ["string", "null"] } } },
        lines: { type: "array", items: { type: "object", properties: { amount: { type: "integer" } } } },
        locales: { type: "array", items: { type: "string" } },
      },
    },
  },
};

describe("the shape of a preview", () => {
  it("types every leaf, also those that are null in every sample", () => {
    expect(leavesOf(fieldsOf(schema)).map(({ path, type }) => `${path}: ${type}`)).toEqual([
      "id: string",
      "invoice: any",
      "metadata: object",
      "card.last4: string",
      "lines[*].amount: integer",
      "locales[*]: list of string",
    ]);
  });

  it("finds values through objects and lists", () => {
    const record = { card: { last4: null }, lines: [{ amount: 5 }], locales: ["sv"] };
    expect(valueAt(record, "card.last4")).toBeNull();
    expect(valueAt(record, "lines[*].amount")).toBe(5);
    expect(valueAt(record, "locales[*]")).toBe("sv");
    expect(valueAt(record, "id.of.nothing")).toBeUndefined();
    expect([cellText(null), cellText(undefined), cellText({ a: 1 })]).toEqual(["null", "", '{"a":1}']);
  });
});
