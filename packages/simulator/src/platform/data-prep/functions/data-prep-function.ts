import type { Value } from "../values.ts";

/** What a function may ask beyond its arguments. */
export interface FunctionContext {
  /** The source record. */
  readonly source: unknown;
  /** Milliseconds since 1970. */
  now(): number;
  uuid(): string;
}

/** A function of the expression language, as the catalogue shows it. */
export interface DataPrepFunction {
  readonly names: readonly string[];
  readonly category: string;
  readonly description: string;
  readonly syntax: string;
  readonly returnType: string;
  readonly minimum: number;
  readonly maximum: number;
  apply(values: readonly Value[], context: FunctionContext): Value;
}

export const ANY_NUMBER = Number.POSITIVE_INFINITY;

/** One row of a function table. */
export function row(
  names: string,
  syntax: string,
  description: string,
  arity: readonly [minimum: number, maximum: number],
  apply: DataPrepFunction["apply"],
): Omit<DataPrepFunction, "category"> {
  const [returnType = "Object"] = syntax.split(" ");
  return { names: names.split("/"), syntax, description, returnType, minimum: arity[0], maximum: arity[1], apply };
}

/** Gives every row of a table its category. */
export function inCategory(category: string, rows: readonly Omit<DataPrepFunction, "category">[]): DataPrepFunction[] {
  return rows.map((one) => ({ ...one, category }));
}
