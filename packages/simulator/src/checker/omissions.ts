import type { Difference } from "./differences.ts";
import type { Row } from "./finding.ts";
import { entriesOf, isRecord } from "./same-value.ts";

/** Field names that a dataset has to spell otherwise. */
const respelled: Readonly<Record<string, string>> = { items: "subscription_items" };

/** Paths of leaves that at least one row of a dataset has, as Stripe's object spells them; the rest a policy left out. */
export type KnownPaths = Set<string>;

/** Adds the columns of a flat row to what is known. */
export function noteColumns(row: Row, known: KnownPaths): void {
  for (const [column, value] of Object.entries(row)) if (value !== null) known.add(column);
}

/** Adds the paths of a row to what is known. */
export function notePaths(row: unknown, known: KnownPaths, path = ""): void {
  if (Array.isArray(row)) for (const entry of row as readonly unknown[]) notePaths(entry, known, path);
  else if (isRecord(row)) {
    for (const [name, value] of Object.entries(row)) {
      const own = name === "subscription_items" ? "items" : name;
      notePaths(value, known, path === "" ? own : `${path}.${own}`);
    }
  } else if (row !== null) known.add(path);
}

/**
 * Leaves that the object has, that other rows show to be sent, and that this row does not have: a field that was empty when
 * the row was made looks just like one that is never sent, and only the other rows tell them apart.
 */
export function omissions(row: unknown, object: unknown, known: KnownPaths, path = ""): readonly Difference[] {
  if (object === null || object === undefined || object === "") return [];
  // Text or a flag may stand for a whole object; whether it is right is not asked here.
  if (row !== undefined && row !== null && typeof row !== "object") return [];
  const entries = entriesOf(object);
  if (entries !== undefined) return omissionsOfList(row, entries, known, path);
  if (!isRecord(object))
    return row === undefined && known.has(path) ? [{ path, expected: object, found: undefined }] : [];
  if (row === undefined && known.has(path) && Object.keys(object).length > 0)
    return [{ path, expected: object, found: undefined }];
  const found = isRecord(row) ? row : {};
  return Object.entries(object).flatMap(([name, value]) =>
    omissions(found[respelled[name] ?? name], value, known, path === "" ? name : `${path}.${name}`),
  );
}

function omissionsOfList(
  row: unknown,
  entries: readonly unknown[],
  known: KnownPaths,
  path: string,
): readonly Difference[] {
  if (row === undefined && known.has(path) && entries.length > 0)
    return [{ path, expected: entries, found: undefined }];
  const rows = Array.isArray(row) ? (row as readonly unknown[]) : [];
  return entries.flatMap((entry, position) => omissions(rows[position], entry, known, path));
}

/** The same for a flat row, whose column names are paths with `_` for each dot. */
export function omissionsOfFlatRow(
  row: Row,
  columns: ReadonlyMap<string, unknown>,
  known: KnownPaths,
): readonly Difference[] {
  return [...known].flatMap((column) => {
    const expected = columns.get(column);
    const absent = row[column] === undefined || row[column] === null;
    return absent && !isEmpty(expected) ? [{ path: column, expected, found: undefined }] : [];
  });
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
