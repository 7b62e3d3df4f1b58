import { isObject, type JsonObject } from "../json.ts";

/** A query that cannot be understood or carried out. */
export class SqlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SqlError";
  }
}

/** A row between the clauses: its columns, and under each table's name the same again. */
export type SqlRow = JsonObject;

/** Numbers before text, text by code unit, null first: the order of comparisons and of ORDER BY. */
export function compareSql(first: unknown, second: unknown): number {
  const [a, b] = [first ?? null, second ?? null];
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1);
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "number" || typeof b === "number") {
    const [left, right] = [Number(a), Number(b)];
    if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right;
  }
  const [left, right] = [sqlText(a), sqlText(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

export function sqlText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === null || value === undefined ? "" : JSON.stringify(value);
}

/** Whether a value makes WHERE keep a row: only true does, null does not. */
export function isSqlTrue(value: unknown): boolean {
  return value === true || value === "true" || value === "t";
}

/** What a column path leads to: members of objects, in upper or lower case. */
export function columnAt(row: SqlRow, path: readonly string[]): unknown {
  let current: unknown = row;
  for (const step of path) {
    if (!isObject(current)) return null;
    current = current[step] ?? memberIgnoringCase(current, step);
    if (current === undefined) return null;
  }
  return current;
}

function memberIgnoringCase(holder: JsonObject, name: string): unknown {
  const wanted = name.toLowerCase();
  const key = Object.keys(holder).find((one) => one.toLowerCase() === wanted);
  return key === undefined ? undefined : holder[key];
}
