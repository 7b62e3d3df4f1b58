import type { Conversion, MappingRow, RowSchema, TextType } from "./mapping.ts";
import type { PathStep } from "./paths.ts";

/** One step down a row schema. Undefined stays undefined: without a schema nothing is checked. */
export function schemaStep(
  schema: RowSchema | undefined,
  step: PathStep,
  notThere: () => Error,
): RowSchema | undefined {
  if (schema === undefined) return undefined;
  if (step.kind !== "name") {
    if (schema.items === undefined) throw notThere();
    return schema.items;
  }
  const property = schema.properties?.[step.name];
  if (property !== undefined) return property;
  if (typeof schema.additionalProperties === "object") return schema.additionalProperties;
  throw notThere();
}

type LeafType =
  "string" | "integer" | "number" | "boolean" | "date-time" | "text-map" | "long-map" | "identities" | "texts";

const givenType: Readonly<Record<Exclude<Conversion, "constant" | "derived">, LeafType>> = {
  string: "string",
  long: "integer",
  double: "number",
  boolean: "boolean",
  "date-time-from-seconds": "date-time",
  "date-time-from-milliseconds": "date-time",
  "expandable-id": "string",
  "string-map": "text-map",
  "long-map": "long-map",
  "json-text": "string",
  "upper-case": "string",
  "lower-case": "string",
  "email-address": "string",
  "major-units": "number",
  "payment-family": "string",
  identity: "identities",
};

const leafOfText: Readonly<Record<TextType, LeafType>> = {
  string: "string",
  long: "integer",
  double: "number",
  boolean: "boolean",
  "date-time": "date-time",
};

/** Refuses a row whose conversion gives another type than its field in the schema has. */
export function leafSchema(row: MappingRow, schema: RowSchema | undefined, refuse: (reason: string) => Error): void {
  if (schema === undefined) return;
  const given = typeGiven(row);
  if (!accepts(schema, given))
    throw refuse(`it gives ${given}, the schema wants ${schema.format ?? schema.type ?? "?"}`);
}

function typeGiven(row: MappingRow): LeafType {
  if (row.conversion === "constant") return constantType(row.value);
  if (row.conversion === "derived") return row.give === "all" ? "texts" : leafOfText[row.as ?? "string"];
  return givenType[row.conversion];
}

function constantType(value: MappingRow["value"]): LeafType {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return "string";
}

function accepts(schema: RowSchema, given: LeafType): boolean {
  switch (given) {
    case "string":
      return schema.type === "string" && schema.format !== "date-time";
    case "date-time":
      return schema.type === "string" && schema.format === "date-time";
    case "integer":
      return schema.type === "integer" || schema.type === "number";
    case "number":
      return schema.type === "number";
    case "boolean":
      return schema.type === "boolean";
    case "texts":
      return schema.type === "array" && schema.items?.type === "string";
    case "text-map":
    case "long-map":
    case "identities":
      return schema.type === "object" && typeof schema.additionalProperties === "object";
  }
}
