import type { FunctionTable } from "./function-table.ts";
import { isEmpty, isMembers, listOf, type Members, textOf, type Value } from "./values.ts";

/** Pairs of name and value; a name that is null is left out. */
function pairs(given: readonly Value[]): Members {
  const members: Record<string, unknown> = {};
  for (let index = 0; index + 1 < given.length; index += 2) {
    const name = textOf(given[index]);
    if (name !== null) define(members, name, given[index + 1]);
  }
  return members;
}

/** `__proto__` as a key of somebody's metadata is a key like any other. */
function define(members: Record<string, unknown>, name: string, value: Value): void {
  Object.defineProperty(members, name, { value, enumerable: true, writable: true, configurable: true });
}

function toMap(given: readonly Value[]): Members | null {
  const [first, second] = given;
  if (given.length === 1) return isMembers(first) ? first : null;
  if (given.length === 2 && Array.isArray(first)) return byKey(first, second);
  return pairs(given);
}

function byKey(list: Value, attribute: Value): Members {
  const name = textOf(attribute) ?? "";
  const members: Record<string, unknown> = {};
  for (const item of listOf(list)) {
    const key = isMembers(item) ? textOf(item[name]) : null;
    if (key !== null) define(members, key, item);
  }
  return members;
}

function select(map: Value, keys: Value): readonly Value[] {
  if (!isMembers(map)) return [];
  return listOf(keys).flatMap((key) => {
    const name = textOf(key) ?? "";
    return Object.hasOwn(map, name) ? [map[name]] : [];
  });
}

/** `arrays_to_objects("sku", skus, "price", prices)`: element by element. */
function zip(given: readonly Value[]): readonly Members[] {
  const columns: (readonly [string, readonly Value[]])[] = [];
  for (let index = 0; index + 1 < given.length; index += 2) {
    columns.push([textOf(given[index]) ?? "", listOf(given[index + 1])]);
  }
  const length = Math.max(0, ...columns.map(([, list]) => list.length));
  return Array.from({ length }, (_, row) => pairs(columns.flatMap(([name, list]) => [name, list[row] ?? null])));
}

function splitPairs([given, between = ":", fields = ","]: readonly Value[]): Members {
  const text = textOf(given) ?? "";
  const parts = text.split(textOf(fields) ?? ",").filter((part) => part.trim() !== "");
  return pairs(
    parts.flatMap((part) => {
      const [name = "", ...rest] = part.split(textOf(between) ?? ":");
      return [name.trim(), rest.join(textOf(between) ?? ":").trim()];
    }),
  );
}

function parseJson(given: Value): Value {
  try {
    return JSON.parse(textOf(given) ?? "null") as Value;
  } catch {
    return null;
  }
}

const first = (list: readonly Value[]): Value => list[0] ?? null;

export const collectionFunctions: FunctionTable = {
  to_object: { least: 2, run: pairs },
  str_to_object: { least: 1, most: 3, run: splitPairs },
  get: { least: 2, most: 2, run: ([map, key]) => first(select(map, key)) },
  contains_key: { least: 1, most: 1, run: ([given]) => given !== null && given !== undefined },
  is_set: { least: 1, most: 1, run: ([given]) => given !== null && given !== undefined },
  nullify: { least: 0, most: 0, run: () => null },
  is_empty: { least: 1, most: 1, run: ([given]) => isEmpty(given) },
  get_keys: { least: 1, most: 1, run: ([given]) => (isMembers(given) ? Object.keys(given) : []) },
  get_values: { least: 2, most: 4, run: ([text, key, ...by]) => first(select(splitPairs([text, ...by]), key)) },
  arrays_to_objects: { least: 2, run: zip },
  arrays_to_object: { least: 2, run: zip },
  object_to_map: { least: 1, run: toMap },
  to_map: { least: 2, run: pairs },
  array_to_map: { least: 2, most: 2, run: ([list, key]) => byKey(list, key) },
  map_get_values: { least: 2, most: 2, run: ([map, keys]) => select(map, keys) },
  map_has_keys: { least: 2, most: 2, run: ([map, keys]) => select(map, keys).length === listOf(keys).length },
  add_to_map: { least: 2, run: (maps) => Object.assign({}, ...maps.filter(isMembers).toReversed()) as Value },
  first: { least: 1, most: 1, run: ([list]) => first(listOf(list)) },
  last: { least: 1, most: 1, run: ([list]) => listOf(list).at(-1) ?? null },
  add_to_array: { least: 2, run: ([list, ...more]) => [...listOf(list), ...more] },
  join_arrays: { least: 2, run: (lists) => lists.flatMap(listOf) },
  to_array: {
    least: 1,
    run: ([keepNulls, ...values]) => (keepNulls === true ? values : values.filter((value) => value !== null)),
  },
  size_of: {
    least: 1,
    most: 1,
    run: ([given]) => (isMembers(given) ? Object.keys(given).length : listOf(given).length),
  },
  upsert_array_append: { least: 1, most: 1, run: first },
  upsert_array_replace: { least: 1, most: 2, run: first },
  json_to_object: { least: 1, most: 1, run: ([given]) => parseJson(given) },
};
