import type { ConditionRow, DerivationRow, MappingRow } from "./mapping.ts";

/**
 * What a row with the conversion `derived` gives for an object: the reference for every implementation of it. The ways are
 * tried in order; the first that finds anything wins.
 */
export function deriveValue(
  object: unknown,
  row: Pick<MappingRow, "from" | "give" | "limit">,
): string | string[] | undefined {
  for (const way of row.from ?? []) {
    const values = valuesOf(object, way).slice(0, row.limit);
    if (values.length === 0) continue;
    if (row.give === "rule") return way.rule;
    return row.give === "all" ? values : values[0];
  }
  return undefined;
}

function valuesOf(object: unknown, way: DerivationRow): string[] {
  if (!(way.when ?? []).every((condition) => holds(object, condition))) return [];
  const text = valueAt(object, namesOf(way));
  if (typeof text !== "string") return [];
  const kept = way.before === undefined ? text : (text.split(way.before)[0] ?? "");
  const parts = way.pattern === undefined ? splitText(kept, way.split) : matchesOf(kept, way.pattern);
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ""))];
}

function splitText(text: string, separator: string | undefined): string[] {
  return separator === undefined ? [text] : text.split(separator);
}

function matchesOf(text: string, pattern: string): string[] {
  return [...text.matchAll(new RegExp(pattern, "g"))].flatMap((match) => match[1] ?? []);
}

/** Whether a condition holds for an object. */
export function holds(object: unknown, condition: ConditionRow): boolean {
  const value = valueAt(object, namesOf(condition));
  if (condition.exists !== undefined) return (value !== undefined && value !== null) === condition.exists;
  return condition.in ? condition.in.some((one) => one === value) : value === condition.equals;
}

function namesOf({ path, key }: { path: string; key?: string }): string[] {
  return [...path.split("."), ...(key === undefined ? [] : [key])];
}

function valueAt(object: unknown, names: string[]): unknown {
  let value = object;
  for (const name of names) {
    value = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  }
  return value;
}
