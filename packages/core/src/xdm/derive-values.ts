import { planCondition } from "./conditions.ts";
import { conditionHolds, lookUp } from "./conditions.ts";
import type { Derivation, MappingRow } from "./mapping.ts";
import { keyedPath } from "./paths.ts";

/** What a `derived` row gives for an object: the values of the first way that finds any. */
export type Derive = (object: unknown) => string | readonly string[] | undefined;

/**
 * Compiles the ways of a `derived` row: texts and metadata in which people or shop systems left something (an order number),
 * tried in order.
 */
export function deriveValues(row: MappingRow): Derive {
  const ways = (row.from ?? []).map((way) => ({ rule: way.rule, find: findValues(way) }));
  const { give = "first", limit } = row;
  return (object) => {
    for (const { rule, find } of ways) {
      const values = find(object).slice(0, limit);
      if (values.length === 0) continue;
      if (give === "rule") return rule;
      return give === "all" ? values : values[0];
    }
    return undefined;
  };
}

function findValues(way: Derivation): (object: unknown) => readonly string[] {
  const path = keyedPath(way);
  const conditions = (way.when ?? []).map(planCondition);
  const divide = divider(way);
  return (object) => {
    if (!conditions.every(({ condition, path: place }) => conditionHolds(condition, lookUp(object, place)))) return [];
    const text = lookUp(object, path);
    if (typeof text !== "string") return [];
    const kept = way.before === undefined ? text : (text.split(way.before)[0] ?? "");
    const parts = divide(kept).map((part) => part.trim());
    return [...new Set(parts.filter((part) => part !== ""))];
  };
}

function divider({ pattern, split }: Derivation): (text: string) => readonly string[] {
  if (pattern !== undefined) {
    const expression = new RegExp(pattern, "g");
    return (text) => [...text.matchAll(expression)].flatMap((match) => match[1] ?? []);
  }
  return split === undefined ? (text) => [text] : (text) => text.split(split);
}
