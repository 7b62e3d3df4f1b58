import type { Condition, Scalar } from "./mapping.ts";
import type { PathStep } from "./paths.ts";

/** Text of a JSON literal; JSON is a part of JavaScript. */
export function literal(value: Scalar | undefined): string {
  return JSON.stringify(value) ?? "undefined";
}

export function conditional(conditions: readonly string[], value: string): string {
  return conditions.length === 0 ? value : `(${conditions.join(" && ")} ? ${value} : undefined)`;
}

export function conditionText(condition: Condition, value: string): string {
  if (condition.exists !== undefined) return `(${value} ${condition.exists ? "!=" : "=="} null)`;
  const values = condition.in ?? [condition.equals];
  return `(${values.map((known) => `${value} === ${literal(known)}`).join(" || ")})`;
}

export function member(step: PathStep): string {
  return step.kind === "name" ? `.${step.name}` : `[${step.kind === "index" ? step.index : 0}]`;
}

export function optionalMember(step: PathStep): string {
  return step.kind === "name" ? step.name : `[${step.kind === "index" ? step.index : 0}]`;
}
