import type { Condition } from "./mapping.ts";
import { keyedPath, type PathStep } from "./paths.ts";

/** A condition with its path parsed. */
export interface PlannedCondition {
  readonly condition: Condition;
  readonly path: readonly PathStep[];
}

export function planCondition(condition: Condition): PlannedCondition {
  return { condition, path: keyedPath(condition) };
}

/** The value at a path; undefined wherever the path leads nowhere. */
export function lookUp(value: unknown, steps: readonly PathStep[]): unknown {
  let current = value;
  for (const step of steps) {
    if (current === undefined || current === null || step.kind === "each") return undefined;
    const key = step.kind === "name" ? step.name : step.index;
    current = (current as Readonly<Record<string | number, unknown>>)[key];
  }
  return current;
}

export function conditionHolds(condition: Condition, value: unknown): boolean {
  if (condition.exists !== undefined) return (value !== undefined && value !== null) === condition.exists;
  const known: readonly unknown[] = condition.in ?? [condition.equals];
  return known.includes(value);
}
