import { describe, expect, it } from "vitest";

import { compareSchemas } from "./compare-schemas.ts";
import type { JsonObject } from "./json.ts";

const group = (fields: JsonObject): JsonObject => ({
  title: "T",
  definitions: { customFields: { properties: fields } },
});

/** The Registry's rules of evolution, one line each: what was, what is wanted, and how that is judged. */
const rules: readonly (readonly [string, JsonObject, JsonObject, string])[] = [
  ["a new field passes", {}, { a: { type: "string" } }, "safe"],
  ["a field that somebody else added stays", { a: { type: "string" } }, {}, "extra"],
  ["another type is refused", { a: { type: "string" } }, { a: { type: "integer" } }, "breaking"],
  ["another format is refused", { a: { type: "string" } }, { a: { type: "string", format: "date-time" } }, "breaking"],
  ["another reference is refused", { a: { $ref: "x" } }, { a: { $ref: "y" } }, "breaking"],
  [
    "a higher minimum is refused",
    { a: { type: "integer", minimum: 0 } },
    { a: { type: "integer", minimum: 1 } },
    "breaking",
  ],
  ["a lower minimum passes", { a: { type: "integer", minimum: 1 } }, { a: { type: "integer", minimum: 0 } }, "safe"],
  [
    "a lower maximum is refused",
    { a: { type: "integer", maximum: 9 } },
    { a: { type: "integer", maximum: 8 } },
    "breaking",
  ],
  [
    "a value taken from an enum is refused",
    { a: { type: "string", enum: ["x", "y"] } },
    { a: { type: "string", enum: ["x"] } },
    "breaking",
  ],
  [
    "a value added to an enum passes",
    { a: { type: "string", enum: ["x"] } },
    { a: { type: "string", enum: ["x", "y"] } },
    "safe",
  ],
  ["a new pattern is refused", { a: { type: "string" } }, { a: { type: "string", pattern: "^x" } }, "breaking"],
  ["another title passes", { a: { type: "string", title: "A" } }, { a: { type: "string", title: "B" } }, "safe"],
  [
    "a field inside an object of an array counts",
    { a: { type: "array", items: { properties: {} } } },
    { a: { type: "array", items: { properties: { b: { type: "string" } } } } },
    "safe",
  ],
  [
    "another type of a map's values is refused",
    { a: { type: "object", additionalProperties: { type: "string" } } },
    { a: { type: "object", additionalProperties: { type: "integer" } } },
    "breaking",
  ],
];

describe("evolution of a schema", () => {
  it.each(rules)("%s", (_sentence, there, wanted, safety) => {
    expect(compareSchemas(group(wanted), group(there)).map((difference) => difference.safety)).toEqual([safety]);
  });

  it("ignores what the Registry itself writes into every node", () => {
    const there = group({ a: { type: "string", "meta:xdmType": "string" } });
    expect(compareSchemas(group({ a: { type: "string" } }), there)).toEqual([]);
  });

  it("gives the patch that makes a safe change", () => {
    expect(compareSchemas(group({ "a/b": { type: "string" } }), group({}))[0]?.operation).toEqual({
      op: "add",
      path: "/definitions/customFields/properties/a~1b",
      value: { type: "string" },
    });
  });
});
