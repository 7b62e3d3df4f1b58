import { isObject, type JsonObject } from "../json.ts";

const INT_MAXIMUM = 2_147_483_647;
const INT_MINIMUM = -2_147_483_648;

/** An integer is read as the smallest type that holds its stated range; without bounds it is a 32-bit `int`. */
function integerType(minimum: unknown, maximum: unknown): string {
  const low = typeof minimum === "number" ? minimum : INT_MINIMUM;
  const high = typeof maximum === "number" ? maximum : INT_MAXIMUM;
  if (high > INT_MAXIMUM + 1 || low < INT_MINIMUM) return "long";
  if (low >= -128 && high <= 128) return "byte";
  if (low >= -32_768 && high <= 32_768) return "short";
  return "int";
}

/** The `meta:xdmType` of a field by its type, format and range; undefined if the node states no type. */
export function inferXdmType(node: JsonObject): string | undefined {
  switch (node.type) {
    case "string":
      return node.format === "date" || node.format === "date-time" ? node.format : "string";
    case "integer":
      return integerType(node.minimum, node.maximum);
    case "object":
      return isObject(node.additionalProperties) && node.properties === undefined ? "map" : "object";
    case "number":
    case "boolean":
    case "array":
      return node.type;
    case undefined:
      return node.$ref !== undefined || node.allOf !== undefined || node.properties !== undefined
        ? "object"
        : undefined;
    default:
      return undefined;
  }
}

/** Every place below a node where another field or part of a schema stands, with its path for messages. */
export function* childNodes(node: JsonObject, path: string): Generator<readonly [child: JsonObject, path: string]> {
  for (const group of ["properties", "definitions"]) {
    const members = node[group];
    if (!isObject(members)) continue;
    for (const [name, child] of Object.entries(members)) {
      if (isObject(child)) yield [child, `${path}/${group}/${name}`];
    }
  }
  for (const single of ["items", "additionalProperties"]) {
    const child = node[single];
    if (isObject(child)) yield [child, `${path}/${single}`];
  }
  const parts = node.allOf;
  if (!Array.isArray(parts)) return;
  for (const [index, child] of parts.entries()) {
    if (isObject(child)) yield [child, `${path}/allOf/${index}`];
  }
}

/** Writes `meta:xdmType` into every node, and `type: object` where only a reference stands, as the Registry stores them. */
export function fillXdmTypes(node: JsonObject): void {
  if (node.$ref !== undefined && node.type === undefined) node.type = "object";
  const type = inferXdmType(node);
  if (type !== undefined) node["meta:xdmType"] ??= type;
  for (const [child] of childNodes(node, "")) fillXdmTypes(child);
}
