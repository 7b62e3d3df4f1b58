import { describe, expect, it, vi } from "vitest";
import { emitTypes } from "../src/emit/types.ts";
import type { Model } from "../src/emit/model.ts";
import { inferShape } from "../src/infer-shape.ts";

// The real libraries, each leaving a mark in what it returns: output without the mark did not come from it.
vi.mock(import("quicktype-core"), async (importOriginal) => {
  const original = await importOriginal();
  const quicktype: typeof original.quicktype = async (options) => {
    const result = await original.quicktype(options);
    const schema = JSON.parse(result.lines.join("\n")) as {
      $ref: string;
      definitions: Record<string, { properties: object }>;
    };
    const top = schema.definitions[schema.$ref.replace("#/definitions/", "")];
    if (top) top.properties = { ...top.properties, marked_by_quicktype: { type: "string" } };
    return { ...result, lines: JSON.stringify(schema).split("\n") };
  };
  return { ...original, quicktype };
});

vi.mock(import("json-schema-to-typescript"), async (importOriginal) => {
  const original = await importOriginal();
  const compile: typeof original.compile = async (...given) => `${await original.compile(...given)}// marked\n`;
  return { ...original, compile };
});

describe("the libraries that the generator stands on", () => {
  it("infers shapes of samples with quicktype-core", async () => {
    const object = { id: "ch_1", amount: 1, review: null };
    const shape = await inferShape("charges", [{ file: "a.json", text: JSON.stringify(object), object }]);
    expect(shape.fields.map(({ name, shape: { kind } }) => `${name}: ${kind}`)).toEqual([
      "id: string",
      "amount: number",
      "review: unknown",
      "marked_by_quicktype: string",
    ]);
  });

  it("writes every type with json-schema-to-typescript", async () => {
    const id = { name: "id", shape: { kind: "string" as const, values: [] }, nullable: false, optional: false };
    const origin = { declared: true, sampled: true, sampledNull: false };
    const decisions = {
      object: "price",
      title: "Stripe Price",
      pluralTitle: "Stripe Prices",
      description: "A price.",
      object_rows: [],
      relational: { columns: [] },
    };
    const model = {
      apiVersion: { version: "2025-02-24.acacia" },
      decisions: { shared: { record: { rows: [] }, dataTypes: {} }, numbers: { unixTimes: {}, decimals: {} } },
      resources: [
        {
          resource: "prices",
          decisions,
          shape: { kind: "object", fields: [{ ...id, documentation: "", origin }] },
          fields: [],
        },
      ],
    } as unknown as Model;
    for (const { path, text } of await emitTypes(model)) {
      const interfaces = text.split("export interface").length - 1 - (path.includes("stripe") ? 1 : 0);
      expect(text.split("// marked").length - 1, path).toBe(path.includes("index") ? 0 : interfaces);
    }
  });
});
