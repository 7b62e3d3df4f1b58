import { isObject, valueAt } from "../../json.ts";
import { ExpressionError } from "../expression.ts";
import { fromJson, isEmptyValue, isList, isRecord, numberOf, textOf, type Value } from "../values.ts";
import { ANY_NUMBER, inCategory, row } from "./data-prep-function.ts";

type Entries = [string, Value][];

/** `k, v, k, v` as entries. Throws if a key has no value. */
function pairs(values: readonly Value[], name: string): Entries {
  if (values.length % 2 !== 0) throw new ExpressionError(`${name} takes keys and values in pairs`);
  const entries: Entries = [];
  for (let index = 0; index < values.length; index += 2)
    entries.push([textOf(values[index] ?? null) ?? "null", values[index + 1] ?? null]);
  return entries;
}

/** A delimiter; null and the empty text mean the usual one. */
function markOf(value: Value | undefined, usual: string): string {
  const text = textOf(value ?? null) ?? "";
  return text === "" ? usual : text;
}

/** `a:1,b:2` as an object. */
function readPairs([text = null, valueMark, fieldMark]: readonly Value[]): Value {
  const source = textOf(text);
  if (source === null) return null;
  const [between, after] = [markOf(valueMark, ":"), markOf(fieldMark, ",")];
  const entries = source.split(after).map((field): [string, Value] => {
    const [key = "", ...rest] = field.split(between);
    return [key.trim(), rest.join(between).trim()];
  });
  return Object.fromEntries(entries.filter(([key]) => key !== ""));
}

/** Lists side by side become a list of objects. */
function zip(values: readonly Value[]): Value {
  const columns = pairs(values, "arrays_to_objects").map(([key, list]) => [key, isList(list) ? list : [list]] as const);
  const length = Math.max(0, ...columns.map(([, list]) => list.length));
  return Array.from({ length }, (_none, index) =>
    Object.fromEntries(
      columns.filter(([, list]) => index < list.length).map(([key, list]) => [key, list[index] ?? null]),
    ),
  );
}

function sizeOf(value: Value | undefined): number {
  if (value === undefined || value === null) return 0;
  if (isList(value)) return value.length;
  return isRecord(value) ? Object.keys(value).length : (textOf(value) ?? "").length;
}

export const objectFunctions = inCategory("Hierarchies - Objects", [
  row(
    "size_of",
    "Integer size_of(Object)",
    "How many elements, members or characters the input has.",
    [1, 1],
    ([value]) => sizeOf(value),
  ),
  row(
    "is_empty",
    "Boolean is_empty(Object)",
    "Whether the input is null or has nothing in it.",
    [1, 1],
    ([value = null]) => isEmptyValue(value),
  ),
  row(
    "arrays_to_object/arrays_to_objects",
    "Object[] arrays_to_objects(Object...)",
    "A list of objects from keys and lists.",
    [2, ANY_NUMBER],
    zip,
  ),
  row("to_object", "Object to_object(Object...)", "An object from keys and values.", [0, ANY_NUMBER], (values) =>
    Object.fromEntries(pairs(values, "to_object")),
  ),
  row(
    "str_to_object",
    "Object str_to_object(String, String, String)",
    "An object from a text of fields.",
    [1, 3],
    readPairs,
  ),
  row(
    "contains_key/is_set",
    "Boolean contains_key(String)",
    "Whether the source data has something at a path.",
    [1, 1],
    ([path = null], context) => valueAt(context.source, textOf(path) ?? "") !== undefined,
  ),
  row("nullify", "Object nullify()", "Null: the field is not written.", [0, 0], () => null),
  row("get_keys", "String[] get_keys(Object)", "The keys of an object.", [1, 1], ([value = null]) =>
    isRecord(value) ? Object.keys(value) : null,
  ),
  row(
    "get_values",
    "String get_values(String, String, String, String)",
    "The value of one key in a text of fields.",
    [3, 4],
    ([text = null, key = null, between = null, after = null]) => {
      const found = readPairs([text, between, after]);
      return isRecord(found) ? (found[textOf(key) ?? ""] ?? null) : null;
    },
  ),
  row("json_to_object", "Object json_to_object(String)", "What a text of JSON says.", [1, 1], ([text = null]) => {
    const source = textOf(text);
    if (source === null) return null;
    try {
      return fromJson(JSON.parse(source));
    } catch {
      throw new ExpressionError("json_to_object: the text is not JSON");
    }
  }),
]);

/** A map by one attribute of each object of a list. */
function byAttribute(list: Value | undefined, attribute: Value | undefined): Value {
  if (list === undefined || !isList(list)) return null;
  const key = textOf(attribute ?? null) ?? "";
  return Object.fromEntries(list.filter(isRecord).map((one) => [textOf(one[key] ?? null) ?? "null", one]));
}

function objectToMap(values: readonly Value[]): Value {
  const [first = null, second] = values;
  if (values.length === 2 && isList(first)) return byAttribute(first, second);
  if (values.length === 1) return isRecord(first) ? first : null;
  return Object.fromEntries(pairs(values, "object_to_map"));
}

function keysOf(keys: Value | undefined): string[] {
  return (keys !== undefined && isList(keys) ? keys : [keys ?? null]).map((key) => textOf(key) ?? "null");
}

export const mapFunctions = inCategory("Hierarchies - Maps", [
  row(
    "object_to_map",
    "Map object_to_map(Object...)",
    "A map from an object, from keys and values, or from a list of objects by an attribute.",
    [1, ANY_NUMBER],
    objectToMap,
  ),
  row(
    "array_to_map",
    "Map array_to_map(Object[], String)",
    "A map from a list of objects by an attribute.",
    [2, 2],
    ([list, key]) => byAttribute(list, key),
  ),
  row("to_map", "Map to_map(Object...)", "A map from keys and values.", [0, ANY_NUMBER], (values) =>
    Object.fromEntries(pairs(values, "to_map")),
  ),
  row(
    "map_get_values",
    "Object map_get_values(Map, String[])",
    "The values of keys of a map.",
    [2, 2],
    ([map = null, keys = null]) => {
      if (!isRecord(map)) return null;
      const found = keysOf(keys).map((key) => map[key] ?? null);
      return isList(keys) ? found : (found[0] ?? null);
    },
  ),
  row(
    "map_has_keys",
    "Boolean map_has_keys(Map, String[])",
    "Whether a map has all the keys.",
    [2, 2],
    ([map = null, keys]) => isRecord(map) && keysOf(keys).every((key) => map[key] !== undefined),
  ),
  row(
    "add_to_map",
    "Map add_to_map(Map...)",
    "Maps put together; of equal keys the first counts.",
    [1, ANY_NUMBER],
    (values) => Object.assign({}, ...values.toReversed().filter(isObject)) as Record<string, Value>,
  ),
]);

const flatten = (values: readonly Value[]): readonly Value[] =>
  values.flatMap((value) => (isList(value) ? value : [value]));

export const arrayFunctions = inCategory("Hierarchies - Arrays", [
  row("coalesce", "T coalesce(T...)", "The first value that is not null.", [1, ANY_NUMBER], (values) => {
    const [only] = values;
    const candidates = values.length === 1 && only !== undefined && isList(only) ? only : values;
    return candidates.find((value) => value !== null) ?? null;
  }),
  row("first", "T first(T...)", "The first element.", [0, ANY_NUMBER], (values) => flatten(values)[0] ?? null),
  row("last", "T last(T...)", "The last element.", [0, ANY_NUMBER], (values) => flatten(values).at(-1) ?? null),
  row(
    "add_to_array",
    "T[] add_to_array(T[], T...)",
    "A list with elements added at its end.",
    [1, ANY_NUMBER],
    ([list = null, ...more]) => [...(isList(list) ? list : list === null ? [] : [list]), ...more],
  ),
  row("join_arrays", "T[] join_arrays(T[]...)", "Lists one after the other.", [1, ANY_NUMBER], (values) =>
    flatten(values),
  ),
  row(
    "to_array",
    "T[] to_array(Boolean, T...)",
    "A list of the values, with or without nulls.",
    [1, ANY_NUMBER],
    ([includeNulls, ...values]) => (includeNulls === true ? values : values.filter((value) => value !== null)),
  ),
  row(
    "upsert_array_append",
    "T[] upsert_array_append(T[])",
    "The list itself; an update of a profile appends it.",
    [1, 1],
    ([list = null]) => list,
  ),
  row(
    "upsert_array_replace",
    "T[] upsert_array_replace(T[], Integer)",
    "The list itself; an update of a profile replaces with it.",
    [1, 2],
    ([list = null]) => list,
  ),
]);

/** The smallest or largest by natural order: numbers as numbers, everything else as text. */
function extreme(values: readonly Value[], sign: 1 | -1): Value {
  const candidates = flatten(values).filter((value) => value !== null);
  return candidates.reduce<Value>(
    (best, value) => (best === null || sign * order(value, best) < 0 ? value : best),
    null,
  );
}

function order(first: Value, second: Value): number {
  const [a, b] = [numberOf(first), numberOf(second)];
  if (a !== undefined && b !== undefined) return a - b;
  const [left, right] = [textOf(first) ?? "", textOf(second) ?? ""];
  return left < right ? -1 : left > right ? 1 : 0;
}

export const aggregateFunctions = inCategory("Aggregation", [
  row("min", "T min(T...)", "The smallest argument.", [1, ANY_NUMBER], (values) => extreme(values, 1)),
  row("max", "T max(T...)", "The largest argument.", [1, ANY_NUMBER], (values) => extreme(values, -1)),
]);
