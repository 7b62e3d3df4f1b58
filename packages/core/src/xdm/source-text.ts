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

const identifier = /^[A-Za-z_$][\w$]*$/;

export function member(step: PathStep): string {
  if (step.kind !== "name") return `[${step.kind === "index" ? step.index : 0}]`;
  return identifier.test(step.name) ? `.${step.name}` : `[${JSON.stringify(step.name)}]`;
}

/** What follows `?.`. */
export function optionalMember(step: PathStep): string {
  const text = member(step);
  return text.startsWith(".") ? text.slice(1) : text;
}
