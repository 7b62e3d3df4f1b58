import { describe, expect, it } from "vitest";
import { cellText, fieldTree, leavesOf, valueAt } from "./preview-shape.ts";

const field = (path: string, type = "string") => ({ path, type, nullable: false, documentation: "", xdmPath: null });
const tree = fieldTree([
  field("id"),
  field("card", "object"),
  field("card.last4"),
  field("lines[*].amount", "integer"),
  field("lines[*].price.id"),
]);

describe("the shape of a preview", () => {
  it("puts fields inside the fields that hold them", () => {
    expect(tree.map(({ name, inside }) => [name, inside.map((each) => each.name)])).toEqual([
      ["id", []],
      ["card", ["last4"]],
      ["lines", ["amount", "price"]],
    ]);
    expect(tree[1]?.field?.type).toBe("object");
    expect(tree[2]?.field).toBeUndefined();
  });

  it("has a column for every field that holds no other", () => {
    expect(leavesOf(tree).map(({ path }) => path)).toEqual([
      "id",
      "card.last4",
      "lines[*].amount",
      "lines[*].price.id",
    ]);
  });

  it("finds values through objects and lists", () => {
    const record = { card: { last4: null }, lines: [{ amount: 5 }] };
    expect(valueAt(record, "card.last4")).toBeNull();
    expect(valueAt(record, "lines[*].amount")).toBe(5);
    expect(valueAt(record, "id.of.nothing")).toBeUndefined();
    expect([cellText(null), cellText(undefined), cellText({ a: 1 })]).toEqual(["null", "", '{"a":1}']);
  });
});
