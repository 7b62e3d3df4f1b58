import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonLines } from "./json-lines.ts";

const charge = { id: "ch_1", items: { data: [{ price: "p" }, { price: null }] }, metadata: {} };
const marked = (path: string) =>
  jsonLines(charge, path)
    .filter((line) => line.marked)
    .map(({ text }) => text.trim());

describe("a record as lines", () => {
  it("is the same JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = jsonLines(value, "")
          .map((line) => line.text)
          .join("\n");
        expect(text).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });

  it.each([
    ["id", '"id": "ch_1",'],
    ["items.data[1].price", '"price": null'],
    ["/items/data/0", "{"],
    ["metadata.order", '"metadata": {}'],
  ])("marks %s", (path, line) => {
    expect(marked(path)).toEqual([line]);
  });

  it("marks nothing when nothing is there", () => {
    expect(marked("absent.path")).toEqual([]);
  });
});
