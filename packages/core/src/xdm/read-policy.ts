import type { PolicyAction, PolicyPreset, TextType } from "./mapping.ts";
import type { FieldPolicy, PromotedField, PromotedKeys } from "./policy.ts";

/** A field policy as settings have it: values of YAML, or of JSON in the environment; undefined: not said. */
export interface WrittenPolicy {
  readonly preset?: unknown;
  readonly fields?: unknown;
  readonly promotedKeys?: unknown;
}

/** What is wrong with one of them: `must be one of minimal, marketing, full`. */
export interface PolicyProblem {
  readonly setting: keyof WrittenPolicy;
  readonly problem: string;
}

const presets: readonly PolicyPreset[] = ["minimal", "marketing", "full"];
const actions: readonly PolicyAction[] = ["keep", "drop", "hash"];

/** A column of a promoted metadata key as settings write it: `order_number`, `grams:long`, `reference:hash`. */
export const promotedColumn = /^[A-Za-z][A-Za-z0-9_]*(?::(?:string|long|double|boolean|date-time|hash))?$/;

/** The policy that settings stand for, and everything that is wrong with them; without a problem the policy holds. */
export function readFieldPolicy({ preset, fields, promotedKeys }: WrittenPolicy): {
  readonly policy: FieldPolicy;
  readonly problems: readonly PolicyProblem[];
} {
  const problems: PolicyProblem[] = [];
  const refuse = (setting: keyof WrittenPolicy, problem: string) => problems.push({ setting, problem });
  if (preset !== undefined && !presets.includes(preset as PolicyPreset)) {
    refuse("preset", `must be one of ${presets.join(", ")}`);
  }
  for (const problem of mapProblems(fields, "a Stripe path", (action) => actions.includes(action as PolicyAction)))
    refuse("fields", `${problem} one of ${actions.join(", ")}`);
  for (const problem of promotedProblems(promotedKeys)) refuse("promotedKeys", problem);
  if (problems.length > 0) return { policy: { preset: "minimal" }, problems };
  return {
    policy: {
      preset: (preset as PolicyPreset | undefined) ?? "minimal",
      fields: (fields as Readonly<Record<string, PolicyAction>> | undefined) ?? {},
      promotedKeys: promotedOf((promotedKeys ?? {}) as WrittenKeys),
    },
    problems,
  };
}

type WrittenKeys = Readonly<Record<string, Readonly<Record<string, string>>>>;

function* mapProblems(given: unknown, keys: string, fits: (value: unknown) => boolean): Iterable<string> {
  if (given === undefined) return;
  if (!isMap(given)) yield `must be a map from ${keys} to`;
  else for (const [key, value] of Object.entries(given)) if (!fits(value)) yield `${key}: must be`;
}

function* promotedProblems(given: unknown): Iterable<string> {
  const column = "a column, such as order_number, grams:long or reference:hash";
  for (const problem of mapProblems(given, "a resource", isMap))
    yield `${problem} a map from a metadata key to ${column}`;
  if (!isMap(given)) return;
  for (const [resource, written] of Object.entries(given)) {
    if (!isMap(written)) continue;
    for (const problem of mapProblems(written, "a metadata key", isColumn)) yield `${resource}.${problem} ${column}`;
  }
}

function isColumn(value: unknown): boolean {
  return typeof value === "string" && promotedColumn.test(value);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function promotedOf(written: WrittenKeys): PromotedKeys {
  return Object.fromEntries(
    Object.entries(written).map(([resource, keys]) => [
      resource,
      Object.fromEntries(Object.entries(keys).map(([key, column]) => [key, fieldOf(column)])),
    ]),
  );
}

function fieldOf(column: string): PromotedField {
  const [field = "", type = "string"] = column.split(":");
  return type === "hash" ? { field, type: "string", hash: true } : { field, type: type as TextType };
}
