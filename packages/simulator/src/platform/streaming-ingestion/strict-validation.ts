import { convertScalar, constraintsOf } from "../ingestion/scalar-rules.ts";
import { isObject, listIn, type JsonObject } from "../json.ts";

/** One violation, in the words and the shape of the validator that the streaming side uses. */
export interface Violation {
  readonly schemaLocation: string;
  readonly pointerToViolation: string;
  readonly causingExceptions: readonly Violation[];
  readonly keyword: string;
  readonly message: string;
  /** The code that a failed batch of streamed messages shows. */
  readonly code: string;
}

/** Everything in a message that its schema does not allow: types, formats, ranges, unknown keys, also inside arrays. */
export function violationsOf(value: unknown, schema: JsonObject, pointer = "#", location = "#"): Violation[] {
  const type = String(schema["meta:xdmType"] ?? schema.type);
  if (type === "object") return objectViolations(value, schema, pointer, location);
  if (type === "map") {
    if (!isObject(value)) return [typeViolation("JSONObject", value, pointer, location)];
    const inner = isObject(schema.additionalProperties) ? schema.additionalProperties : undefined;
    if (inner === undefined) return [];
    return Object.entries(value).flatMap(([key, member]) =>
      violationsOf(member, inner, `${pointer}/${key}`, `${location}/additionalProperties`),
    );
  }
  if (type === "array") {
    if (!Array.isArray(value)) return [typeViolation("JSONArray", value, pointer, location)];
    const items = isObject(schema.items) ? schema.items : undefined;
    return items === undefined
      ? []
      : value.flatMap((item, index) => violationsOf(item, items, `${pointer}/${index}`, `${location}/items`));
  }
  return scalarViolations(value, schema, type, pointer, location);
}

function objectViolations(value: unknown, schema: JsonObject, pointer: string, location: string): Violation[] {
  if (!isObject(value)) return [typeViolation("JSONObject", value, pointer, location)];
  const properties = isObject(schema.properties) ? schema.properties : {};
  const missing = listIn(schema, "required")
    .map(String)
    .filter((name) => value[name] === undefined)
    .map((name) => violation("required", `required key [${name}] not found`, pointer, location, "DCVS-1111-400"));
  const found = Object.entries(value).flatMap(([name, member]) => {
    const child = properties[name];
    if (isObject(child)) return violationsOf(member, child, `${pointer}/${name}`, `${location}/properties/${name}`);
    return [
      violation(
        "additionalProperties",
        `extraneous key [${name}] is not permitted`,
        pointer,
        location,
        "DCVS-1104-400",
      ),
    ];
  });
  return [...missing, ...found];
}

const expectedNames: Readonly<Record<string, string>> = {
  string: "String",
  date: "String",
  "date-time": "String",
  number: "Number",
  long: "Integer",
  int: "Integer",
  short: "Integer",
  byte: "Integer",
  boolean: "Boolean",
};

function scalarViolations(
  value: unknown,
  schema: JsonObject,
  type: string,
  pointer: string,
  location: string,
): Violation[] {
  const expected = expectedNames[type] ?? "String";
  if (!hasType(value, expected)) return [typeViolation(expected, value, pointer, location)];
  const outcome = convertScalar(value, type, false);
  if ("problem" in outcome) return [violation("format", outcome.problem.message, pointer, location, "DCVS-1105-400")];
  return constraintsOf(schema)
    .map((constraint) => constraint(outcome.value))
    .filter((problem) => problem !== undefined)
    .map(({ code, message }) =>
      violation(code === "1106" ? "enum" : "format", message, pointer, location, `DCVS-${code}-400`),
    );
}

function hasType(value: unknown, expected: string): boolean {
  if (expected === "String") return typeof value === "string";
  if (expected === "Boolean") return typeof value === "boolean";
  if (expected === "Integer") return Number.isInteger(value);
  return typeof value === "number";
}

function typeViolation(expected: string, value: unknown, pointer: string, location: string): Violation {
  return violation("type", `expected type: ${expected}, found: ${javaName(value)}`, pointer, location, "DCVS-1104-400");
}

function javaName(value: unknown): string {
  if (value === null) return "Null";
  if (Array.isArray(value)) return "JSONArray";
  if (typeof value === "number")
    return Number.isInteger(value) ? (Math.abs(value) > 2_147_483_647 ? "Long" : "Integer") : "BigDecimal";
  if (typeof value === "boolean") return "Boolean";
  return typeof value === "string" ? "String" : "JSONObject";
}

function violation(keyword: string, message: string, pointer: string, location: string, code: string): Violation {
  return { schemaLocation: location, pointerToViolation: pointer, causingExceptions: [], keyword, message, code };
}
