import { isObject, type JsonObject } from "../exchange.ts";
import type { PathStep } from "./parse-expression.ts";

/** A field of a resolved XDM schema, as far as a value must fit it. */
export interface XdmField {
  readonly kind:
    "object" | "map" | "array" | "string" | "integer" | "number" | "boolean" | "date" | "date-time" | "any";
  readonly members: ReadonlyMap<string, XdmField>;
  readonly required: readonly string[];
  /** Of an array or a map. */
  readonly items?: XdmField;
}

const DEEPEST = 40;

/** The tree of a schema in the Registry's full form (`xed-full`), where nothing refers to anything else. */
export function readXdmSchema(schema: JsonObject): XdmField {
  return readField(schema, 0);
}

function readField(schema: JsonObject, depth: number): XdmField {
  const properties = isObject(schema.properties) && depth < DEEPEST ? Object.entries(schema.properties) : [];
  const members = new Map(
    properties.flatMap(([name, rule]) => (isObject(rule) ? [[name, readField(rule, depth + 1)] as const] : [])),
  );
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const kind = kindOf(schema, members.size > 0);
  const items = kind === "array" ? schema.items : kind === "map" ? schema.additionalProperties : undefined;
  return { kind, members, required, ...(isObject(items) ? { items: readField(items, depth + 1) } : {}) };
}

function kindOf(schema: JsonObject, hasMembers: boolean): XdmField["kind"] {
  const type = typeof schema.type === "string" ? schema.type : schema["meta:xdmType"];
  if (type === "object" || hasMembers) {
    return !hasMembers && isObject(schema.additionalProperties) ? "map" : "object";
  }
  if (type === "string" && (schema.format === "date-time" || schema.format === "date")) return schema.format;
  if (type === "string" || type === "array" || type === "boolean" || type === "number" || type === "integer")
    return type;
  return "any";
}

/** The field that a destination path leads to; undefined when the schema has none. */
export function fieldAt(schema: XdmField, path: readonly PathStep[]): XdmField | undefined {
  let field: XdmField | undefined = schema;
  for (const step of path) {
    if (field === undefined || field.kind === "any") return field;
    if (step.kind !== "member") field = field.kind === "array" ? field.items : undefined;
    else field = field.kind === "map" ? (field.items ?? anything) : field.members.get(step.name);
  }
  return field;
}

const anything: XdmField = { kind: "any", members: new Map(), required: [] };
