import type { Row } from "./finding.ts";
import { entriesOf, isRecord, sameValue } from "./same-value.ts";

export interface Difference {
  /** A path in Stripe's object, without positions in lists: `items.data.price.active`. */
  readonly path: string;
  readonly expected: unknown;
  readonly found: unknown;
}

/** Fields that a dataset has to put elsewhere, because Experience Platform refuses `items` and has no list objects. */
const moved: Readonly<Record<string, readonly string[]>> = {
  subscription_items: ["items"],
  subscription_items_total_count: ["items", "total_count"],
};

/** A marker that stands for an object without fields, since a dataset has no such thing. */
const PRESENT = "present";

/** Every leaf of a row that does not say what the object says. A leaf that the row leaves out says nothing. */
export function differences(row: unknown, object: unknown, path = ""): readonly Difference[] {
  if (isRecord(row)) return differencesOfRecord(row, object, path);
  if (Array.isArray(row)) return differencesOfList(row as readonly unknown[], object, path);
  return sameValue(row, object) ? [] : [{ path, expected: object, found: row }];
}

function differencesOfRecord(row: Row, object: unknown, path: string): readonly Difference[] {
  if (!isRecord(object)) return [{ path, expected: object, found: row }];
  return Object.entries(row).flatMap(([name, found]) => {
    const own = moved[name] ?? [name];
    if (name === PRESENT && found === true && !(PRESENT in object)) return [];
    const below = [path, ...own].filter((step) => step !== "").join(".");
    const expected = own.reduce<unknown>((value, step) => (isRecord(value) ? value[step] : undefined), object);
    return differences(found, expected, below);
  });
}

function differencesOfList(row: readonly unknown[], object: unknown, path: string): readonly Difference[] {
  const entries = entriesOf(object);
  const below = isRecord(object) ? `${path}.data` : path;
  if (entries?.length !== row.length) return [{ path: below, expected: entries ?? object, found: row }];
  return row.flatMap((entry, position) => differences(entry, entries[position], below));
}

/** What a flat dataset calls each value of an object: its path with `_` for each dot. */
export function columnsOf(object: Row): ReadonlyMap<string, unknown> {
  const columns = new Map<string, unknown>();
  flatten(object, "", columns);
  for (const [column, path] of Object.entries(moved)) {
    const origin = path.join("_");
    if (columns.has(origin)) columns.set(column, columns.get(origin));
  }
  return columns;
}

export function differencesOfFlatRow(row: Row, columns: ReadonlyMap<string, unknown>): readonly Difference[] {
  return Object.entries(row).flatMap(([column, found]) => {
    // Columns about the record itself (its account, its version) have no counterpart in Stripe's object.
    if (!columns.has(column) || found === null) return [];
    const expected = columns.get(column);
    return sameValue(found, expected) ? [] : [{ path: column, expected, found }];
  });
}

function flatten(value: Row, prefix: string, columns: Map<string, unknown>): void {
  for (const [name, inner] of Object.entries(value)) {
    const column = `${prefix}${name}`;
    const list = entriesOf(inner);
    columns.set(column, inner);
    if (isRecord(inner) && list === undefined) flatten(inner, `${column}_`, columns);
  }
}
