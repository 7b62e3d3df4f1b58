import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffSnapshots } from "./diff-schemas.ts";
import type { FieldSnapshot, SchemaSnapshot } from "./snapshot-schemas.ts";

function snapshot(fields: Record<string, FieldSnapshot>, whole: object = {}): SchemaSnapshot {
  const dataset = { behavior: "record", class: "c", primaryIdentity: "/id StripeCharge", fields, ...whole };
  return { formatVersion: 1, apiVersion: "x", datasets: { "charges/object": dataset } };
}

const text: FieldSnapshot = { type: "string" };
const long: FieldSnapshot = { type: "long", limits: { minimum: -10, maximum: 10 } };

const cases: [string, Record<string, FieldSnapshot>, Record<string, FieldSnapshot>, string[]][] = [
  ["a field is added", { a: text }, { a: text, b: text }, ["safe"]],
  ["a required field is added", { a: text }, { a: text, b: { ...text, required: true } }, ["safe"]],
  ["a field is removed", { a: text, b: text }, { a: text }, ["impossible-after-data"]],
  ["a field is renamed", { a: text }, { b: text }, ["impossible-after-data", "safe"]],
  ["a field is renamed in case only", { a: text }, { A: text }, ["impossible-after-data", "impossible-after-data"]],
  ["a text becomes a number", { a: text }, { a: long }, ["needs-a-new-field"]],
  ["a number becomes a time", { a: long }, { a: { type: "date-time" } }, ["needs-a-new-field"]],
  ["a value becomes an array", { a: text }, { a: { type: "array of string" } }, ["needs-a-new-field"]],
  [
    "a lower bound is raised",
    { a: long },
    { a: { type: "long", limits: { minimum: 0, maximum: 10 } } },
    ["impossible-after-data"],
  ],
  [
    "an upper bound is lowered",
    { a: long },
    { a: { type: "long", limits: { minimum: -10, maximum: 1 } } },
    ["impossible-after-data"],
  ],
  ["bounds are loosened", { a: long }, { a: { type: "long" } }, []],
  ["a pattern appears", { a: text }, { a: { type: "string", limits: { pattern: "^x" } } }, ["impossible-after-data"]],
  ["a pattern goes", { a: { type: "string", limits: { pattern: "^x" } } }, { a: text }, []],
  [
    "a least length appears",
    { a: text },
    { a: { type: "string", limits: { minLength: 1 } } },
    ["impossible-after-data"],
  ],
  ["a required field becomes optional", { a: { ...text, required: true } }, { a: text }, ["safe"]],
  ["an optional field becomes required", { a: text }, { a: { ...text, required: true } }, ["impossible-after-data"]],
];

describe("changes of fields", () => {
  it.each(cases)("%s", (_, before, after, want) => {
    expect(diffSnapshots(snapshot(before), snapshot(after)).map(({ verdict }) => verdict)).toEqual(want);
  });
});

describe("changes of a whole schema", () => {
  it.each([["class"], ["behavior"], ["primaryIdentity"]])("another %s is impossible", (member) => {
    const [change] = diffSnapshots(snapshot({ a: text }), snapshot({ a: text }, { [member]: "other" }));
    expect(change).toMatchObject({ path: "", verdict: "impossible-after-data" });
  });

  it("a schema can be added and not be removed", () => {
    const none: SchemaSnapshot = { formatVersion: 1, apiVersion: "x", datasets: {} };
    expect(diffSnapshots(none, snapshot({})).map(({ verdict }) => verdict)).toEqual(["safe"]);
    expect(diffSnapshots(snapshot({}), none).map(({ verdict }) => verdict)).toEqual(["impossible-after-data"]);
  });
});

describe("any schema", () => {
  const field = fc.record({ type: fc.constantFrom("string", "long", "date-time", "object") });
  const fields = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), field, { maxKeys: 12, noNullPrototype: true });

  it("is not different from itself", () => {
    fc.assert(fc.property(fields, (one) => diffSnapshots(snapshot(one), snapshot(one)).length === 0));
  });

  it("can take more fields, and cannot give any back", () => {
    fc.assert(
      fc.property(fields, fields, (one, more) => {
        const both = { ...more, ...one };
        const grown = diffSnapshots(snapshot(one), snapshot(both));
        const shrunk = diffSnapshots(snapshot(both), snapshot(one));
        expect(grown.every(({ verdict }) => verdict === "safe")).toBe(true);
        expect(shrunk.every(({ verdict }) => verdict === "impossible-after-data")).toBe(true);
        expect(shrunk).toHaveLength(grown.length);
      }),
    );
  });
});
