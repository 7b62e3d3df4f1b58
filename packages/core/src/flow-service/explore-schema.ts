import { isObject, type JsonObject } from "./exchange.ts";

const integer = { type: "integer", minimum: Number.MIN_SAFE_INTEGER - 1, maximum: Number.MAX_SAFE_INTEGER };

/** Objects nest into each other without end (a charge's refunds' charge): deeper than this they are only objects. */
const DEEPEST = 9;

/**
 * A resource's JSON Schema in the form of Adobe's explore answers: types, properties, items and the bounds of integers,
 * nothing else. Adobe types what its samples happened to hold and says `{}` for what was null; here every declared field
 * has its type. What may be several things (an id or the object) has the type of its first form, the id.
 */
export function exploreSchema(schema: JsonObject): JsonObject {
  return reduce(schema, schema, 0);
}

function reduce(given: unknown, root: JsonObject, depth: number): JsonObject {
  const schema = resolve(given, root);
  const type = typeOf(schema);
  if (type === "integer") return integer;
  if (type === "string" || type === "boolean" || type === "number") return { type };
  if (type === "array") return { type, items: depth < DEEPEST ? reduce(schema.items, root, depth + 1) : {} };
  if (type !== "object") return {};
  const properties = isObject(schema.properties) && depth < DEEPEST ? Object.entries(schema.properties) : [];
  return {
    type,
    properties: Object.fromEntries(properties.map(([name, rule]) => [name, reduce(rule, root, depth + 1)])),
  };
}

function resolve(given: unknown, root: JsonObject): JsonObject {
  let schema = isObject(given) ? given : {};
  for (let steps = 0; steps < DEEPEST; steps += 1) {
    const reference = schema.$ref;
    const alternatives = [schema.anyOf, schema.oneOf].find((list) => Array.isArray(list)) as unknown[] | undefined;
    if (typeof reference === "string") schema = pointedAt(reference, root);
    else if (alternatives !== undefined) schema = firstForm(alternatives);
    else return schema;
  }
  return schema;
}

function pointedAt(reference: string, root: JsonObject): JsonObject {
  let target: unknown = root;
  for (const step of reference
    .replace(/^#\/?/, "")
    .split("/")
    .filter((part) => part !== "")) {
    target = isObject(target) ? target[step.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined;
  }
  return isObject(target) ? target : {};
}

function firstForm(alternatives: readonly unknown[]): JsonObject {
  return alternatives.filter(isObject).find((schema) => schema.type !== "null") ?? {};
}

/** The type besides `null`; an object without a type but with properties is one too. */
function typeOf(schema: JsonObject): string | undefined {
  const types = Array.isArray(schema.type) ? (schema.type as unknown[]) : [schema.type];
  const type = types.find((name) => typeof name === "string" && name !== "null");
  if (typeof type === "string") return type;
  const [value] = Array.isArray(schema.enum) ? (schema.enum as unknown[]) : [schema.const];
  if (value !== undefined && value !== null) return typeof value === "number" ? "integer" : typeof value;
  return schema.properties === undefined ? undefined : "object";
}
