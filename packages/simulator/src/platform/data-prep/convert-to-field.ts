import { isObject, type JsonObject } from "../json.ts";
import { dateOf } from "./functions/date-functions.ts";
import { isList, isRecord, numberOf, textOf, ZonedDate, type Value } from "./values.ts";

/** The value does not fit the field; the column is left out and a warning counted. */
export class CannotConvert extends Error {
  constructor(value: Value, wanted: string) {
    super(`expected data type was: ${wanted}, actual data type was: ${nameOf(value)}`);
    this.name = "CannotConvert";
  }
}

const trueTexts = new Set(["y", "yes", "on", "true", "1", "t"]);
const falseTexts = new Set(["n", "no", "off", "false", "0", "f"]);

/** A value as JSON of the type that a field of the output schema has; undefined if there is nothing to write. */
export function convertToField(value: Value, field: JsonObject): unknown {
  if (value === null) return undefined;
  const type = String(field["meta:xdmType"] ?? field.type);
  switch (type) {
    case "object":
      return convertObject(value, field);
    case "map":
      return convertMap(value, field);
    case "array":
      return convertArray(value, field);
    case "string":
      return isList(value) || isRecord(value) ? fail(value, type) : textOf(value);
    case "boolean":
      return convertBoolean(value);
    case "date":
    case "date-time":
      return convertDate(value, type);
    default:
      return convertNumber(value, type);
  }
}

function fail(value: Value, wanted: string): never {
  throw new CannotConvert(value, wanted);
}

function convertNumber(value: Value, type: string): number {
  const number = isList(value) || isRecord(value) || typeof value === "boolean" ? undefined : numberOf(value);
  if (number === undefined || !Number.isFinite(number)) return fail(value, type);
  return type === "number" ? number : Math.trunc(number);
}

function convertBoolean(value: Value): boolean {
  if (typeof value === "boolean") return value;
  const text = (textOf(value) ?? "").toLowerCase();
  if (trueTexts.has(text)) return true;
  return falseTexts.has(text) ? false : fail(value, "boolean");
}

function convertDate(value: Value, type: string): string {
  if (
    type === "date-time" &&
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value)
  )
    return value;
  const date = isList(value) || isRecord(value) || typeof value === "boolean" ? null : dateOf(value);
  if (date === null) return fail(value, type);
  const text = new ZonedDate(date.milliseconds).toString();
  return type === "date" ? text.slice(0, 10) : text;
}

/** Members of the same name are copied, what the field does not have is left. */
function convertObject(value: Value, field: JsonObject): unknown {
  if (!isRecord(value)) return fail(value, "object");
  const converted: JsonObject = {};
  for (const [name, child] of Object.entries(isObject(field.properties) ? field.properties : {})) {
    const member = value[name];
    const result = member === undefined || !isObject(child) ? undefined : convertToField(member, child);
    if (result !== undefined) converted[name] = result;
  }
  return Object.keys(converted).length === 0 ? undefined : converted;
}

function convertMap(value: Value, field: JsonObject): unknown {
  if (!isRecord(value)) return fail(value, "map");
  const inner = isObject(field.additionalProperties) ? field.additionalProperties : { type: "string" };
  const entries = Object.entries(value)
    .map(([key, member]) => [key, convertToField(member, inner)] as const)
    .filter(([, member]) => member !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function convertArray(value: Value, field: JsonObject): unknown {
  if (!isList(value)) return fail(value, "array");
  const items = isObject(field.items) ? field.items : { type: "string" };
  const converted = value.map((item) => convertToField(item, items)).filter((item) => item !== undefined);
  return converted.length === 0 ? undefined : converted;
}

function nameOf(value: Value): string {
  if (value instanceof ZonedDate) return "date-time";
  if (isList(value)) return "array";
  return isRecord(value) ? "object" : typeof value === "object" ? "number" : typeof value;
}
