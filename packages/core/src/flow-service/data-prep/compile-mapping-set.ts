import { createHash } from "node:crypto";
import type { JsonObject } from "../exchange.ts";
import { type CompiledRow, compileRow, runRow } from "./compile-row.ts";
import { convertValue } from "./convert-value.ts";
import { readMappingRows } from "./mapping-rows.ts";
import { plainValue } from "./compile-expression.ts";
import { fieldAt, type XdmField } from "./xdm-field.ts";
import { withoutGaps, writeAt } from "./write-path.ts";

/** What became of one record: its row, or the required fields that it lacks; and columns that stayed empty. */
export interface MappedBySet {
  readonly row: JsonObject;
  /** Paths of required fields without a value: the platform would reject the row. */
  readonly missing: readonly string[];
  readonly misfits: readonly Misfit[];
}

export interface Misfit {
  readonly path: string;
  /** "a date-time was expected, a text stands there" */
  readonly rule: string;
}

export interface MappingRun {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Makes `uuid()` the same when the run is repeated. */
  readonly seed: string;
}

export type MapBySet = (object: JsonObject, run: MappingRun) => MappedBySet;

const names: Readonly<Record<XdmField["kind"], string>> = {
  any: "anything",
  object: "an object",
  map: "a map",
  array: "an array",
  string: "a text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  date: "a date",
  "date-time": "a date-time",
};

/**
 * An operator's own mapping set, compiled once: every expression is parsed and every destination looked up before the first
 * record. The record stands under `data`, as Flow Service wraps it, and under its own names. Throws `ExpressionError`.
 */
export function compileMappingSet(mappingSet: JsonObject, schema: XdmField | undefined): MapBySet {
  const rows = (readMappingRows(mappingSet) ?? []).map((row) => {
    const compiled = compileRow(row);
    return {
      compiled,
      path: row.destination,
      field: schema === undefined ? undefined : fieldAt(schema, compiled.destination),
    };
  });
  const required = schema === undefined ? [] : requiredPaths(schema);
  const needsId = schema?.members.has("_id") === true && !rows.some(({ path }) => path === "_id");
  return (object, run) => {
    const row: Record<string, unknown> = {};
    const misfits: Misfit[] = [];
    const frame = frameFor(object, run);
    for (const { compiled, path, field } of rows) runInto(row, compiled, { path, field }, { frame, misfits });
    // A schema's `_id` that the mapping does not fill is made from the object, so that a repeated row has the same.
    if (needsId)
      row._id = createHash("sha256")
        .update(`${run.seed}\n${String(object.id)}`)
        .digest("hex");
    const whole = withoutGaps(row) as JsonObject;
    return { row: whole, missing: required.filter((path) => !has(whole, path)).map((path) => path.join(".")), misfits };
  };
}

function runInto(
  row: Record<string, unknown>,
  compiled: CompiledRow,
  target: { readonly path: string; readonly field: XdmField | undefined },
  state: { readonly frame: ReturnType<typeof frameFor>; readonly misfits: Misfit[] },
): void {
  runRow(compiled, state.frame, (indices, value) => {
    const converted =
      target.field === undefined
        ? (plainValue(value) ?? undefined)
        : convertValue(value, target.field, target.path, (path, expected, found) => {
            state.misfits.push({ path, rule: `${names[expected]} was expected, ${describe(found)} stands there` });
          });
    if (converted !== undefined) writeAt(row, compiled.destination, indices, converted);
  });
}

function frameFor(object: JsonObject, { now, seed }: MappingRun) {
  let calls = 0;
  return {
    source: { ...object, data: object },
    indices: [],
    now,
    unique: () => {
      calls += 1;
      return createHash("sha256")
        .update(`${seed}\n${String(object.id)}\n${calls}`)
        .digest("hex")
        .slice(0, 32);
    },
  };
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string") return "a text";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** Required members, and those of members that are themselves required. */
function requiredPaths(schema: XdmField): readonly (readonly string[])[] {
  return schema.required.flatMap((name) => {
    const member = schema.members.get(name);
    return [[name], ...(member === undefined ? [] : requiredPaths(member)).map((path) => [name, ...path])];
  });
}

function has(row: JsonObject, path: readonly string[]): boolean {
  let value: unknown = row;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return false;
    value = (value as JsonObject)[name];
  }
  return value !== undefined && value !== null;
}
