import type { PathStep } from "./parse-expression.ts";
import { isMembers, type Value } from "./values.ts";

type Container = Record<string, unknown> | unknown[];

/** Puts a value at a path, making the objects and arrays on the way; `indices` stand for its `[*]`, outermost first. */
export function writeAt(
  target: Record<string, unknown>,
  steps: readonly PathStep[],
  indices: readonly number[],
  value: Value,
): void {
  let container: Container = target;
  let depth = 0;
  for (const [position, step] of steps.entries()) {
    const key = step.kind === "member" ? step.name : step.kind === "index" ? step.index : (indices[depth] ?? 0);
    if (step.kind === "each") depth += 1;
    const next = steps[position + 1];
    if (next === undefined) {
      put(container, key, merged(read(container, key), value));
      return;
    }
    container = enter(container, key, next.kind !== "member");
  }
}

/** A later row for an object completes what an earlier one has put there, as `outcome` and `outcome.type` do. */
function merged(before: Value, value: Value): Value {
  if (!isMembers(before) || !isMembers(value)) return value;
  const whole: Record<string, unknown> = { ...before };
  for (const [name, member] of Object.entries(value)) {
    put(whole, name, merged(Object.hasOwn(before, name) ? before[name] : undefined, member));
  }
  return whole;
}

function enter(container: Container, key: string | number, wantsArray: boolean): Container {
  const existing = read(container, key);
  if (Array.isArray(existing) === wantsArray && typeof existing === "object" && existing !== null) {
    return existing as Container;
  }
  const made: Container = wantsArray ? [] : {};
  put(container, key, made);
  return made;
}

function read(container: Container, key: string | number): Value {
  if (Array.isArray(container)) return container[Number(key)];
  return Object.hasOwn(container, key) ? container[key] : undefined;
}

function put(container: Container, key: string | number, value: Value): void {
  if (Array.isArray(container)) container[Number(key)] = value;
  else if (key !== "__proto__") container[key] = value;
  else Object.defineProperty(container, key, { value, enumerable: true, writable: true, configurable: true });
}

/** Elements that no value reached are left out of arrays: the platform takes no nulls. */
export function withoutGaps(value: Value): Value {
  if (Array.isArray(value)) return value.filter((item) => item !== undefined && item !== null).map(withoutGaps);
  if (typeof value !== "object" || value === null) return value;
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === "object") (value as Record<string, unknown>)[name] = withoutGaps(member);
  }
  return value;
}
