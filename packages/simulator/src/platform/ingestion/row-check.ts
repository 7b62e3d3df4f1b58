import { isObject, listIn, type JsonObject } from "../json.ts";
import { constraintsOf, convertScalar, typeName, type Constraint } from "./scalar-rules.ts";

/** One fault of a row, as the diagnostic files print it. */
export interface ColumnError {
  readonly column: string;
  readonly code: string;
  readonly message: string;
}

/** What checking a row found. */
export interface CheckedRow {
  /** The row as the lake stores it: converted, and without columns that the schema does not have. */
  readonly row: JsonObject;
  /** Whether `row` differs from what was sent. */
  readonly changed: boolean;
  readonly errors: readonly ColumnError[];
  /** Columns that the schema does not have; the lake has no place for them. */
  readonly droppedColumns: readonly string[];
}

export interface RowCheckOptions {
  /** Values come from CSV, where everything is text. */
  readonly fromText?: boolean;
  /** The most values a row may have. */
  readonly maximumFields: number;
  /** The schema is a time-series: `_id` and `timestamp` have codes of their own. */
  readonly timeSeries: boolean;
}

export type RowCheck = (row: JsonObject) => CheckedRow;

interface Findings {
  errors: ColumnError[];
  dropped: string[];
  changed: boolean;
  fields: number;
}

/** Checks one value and gives it back as the lake stores it. */
type FieldCheck = (value: unknown, column: string, findings: Findings) => unknown;

/**
 * Makes, from a merged schema, the check that every row of a batch goes through. What stands inside an array is not
 * looked at: the platform does not validate it.
 */
export function compileRowCheck(merged: JsonObject, options: RowCheckOptions): RowCheck {
  const check = compileObject(merged, options);
  return (row) => {
    const findings: Findings = { errors: [], dropped: [], changed: false, fields: 0 };
    const stored = check(row, "", findings) as JsonObject;
    if (findings.fields > options.maximumFields) {
      findings.errors.push({
        column: "",
        code: "100",
        message: `The row has ${findings.fields} fields, over the limit of ${options.maximumFields}`,
      });
    }
    const { errors, changed, dropped } = findings;
    return {
      row: stored,
      changed,
      errors: options.timeSeries ? errors.map(nameEventError) : errors,
      droppedColumns: dropped,
    };
  };
}

/** An event without `_id` and one whose time is not ISO 8601 have codes of their own. */
function nameEventError(error: ColumnError): ColumnError {
  if (error.column === "_id" && error.code === "1555") return { ...error, code: "1207" };
  return error.column === "timestamp" && error.code === "1105" ? { ...error, code: "124" } : error;
}

function compileField(field: JsonObject, options: RowCheckOptions): FieldCheck {
  const type = String(field["meta:xdmType"] ?? field.type);
  if (type === "map") return compileMap(field, options);
  if (type === "object") return compileObject(field, options);
  return type === "array" ? checkArray : compileScalar(field, type, options);
}

function compileObject(field: JsonObject, options: RowCheckOptions): FieldCheck {
  const checks = new Map<string, FieldCheck>();
  for (const [name, child] of Object.entries(isObject(field.properties) ? field.properties : {})) {
    if (isObject(child)) checks.set(name, compileField(child, options));
  }
  const required = listIn(field, "required").map(String);
  return (value, column, findings) => {
    if (!isObject(value)) return conversionError(value, "object", column, findings);
    const prefix = column === "" ? "" : `${column}.`;
    for (const name of required) {
      if (value[name] === undefined || value[name] === null) {
        findings.errors.push({
          column: prefix + name,
          code: "1555",
          message: "A required field is either missing or has a value of null.",
        });
      }
    }
    return checkMembers(value, prefix, checks, findings, required);
  };
}

function checkMembers(
  value: JsonObject,
  prefix: string,
  checks: ReadonlyMap<string, FieldCheck>,
  findings: Findings,
  required: readonly string[],
): JsonObject {
  let stored = value;
  for (const name of Object.keys(value)) {
    const check = checks.get(name);
    const given = value[name];
    let result: unknown;
    if (check === undefined) findings.dropped.push(prefix + name);
    else if (isEmpty(given)) {
      if (given !== null || !required.includes(name)) findings.errors.push(emptyError(prefix + name, given));
      continue;
    } else result = check(given, prefix + name, findings);
    if (result === given) continue;
    if (stored === value) stored = { ...value };
    findings.changed = true;
    if (result === undefined) Reflect.deleteProperty(stored, name);
    else stored[name] = result;
  }
  return stored;
}

/** The platform takes no null and no empty value: the key must be left out. */
function isEmpty(value: unknown): boolean {
  if (value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function emptyError(column: string, value: unknown): ColumnError {
  return {
    column,
    code: "100",
    message: `Cannot convert ${value === null ? "null" : "an empty value"}; leave the field out`,
  };
}

function compileMap(field: JsonObject, options: RowCheckOptions): FieldCheck {
  const check = isObject(field.additionalProperties) ? compileField(field.additionalProperties, options) : undefined;
  return (value, column, findings) => {
    if (!isObject(value)) return conversionError(value, "map", column, findings);
    if (check === undefined) return value;
    return checkMembers(value, `${column}.`, new Map(Object.keys(value).map((key) => [key, check])), findings, []);
  };
}

function checkArray(value: unknown, column: string, findings: Findings): unknown {
  findings.fields += 1;
  return Array.isArray(value) ? value : conversionError(value, "array", column, findings);
}

function compileScalar(field: JsonObject, type: string, options: RowCheckOptions): FieldCheck {
  const constraints = constraintsOf(field);
  const fromText = options.fromText ?? false;
  return (value, column, findings) => {
    findings.fields += 1;
    const outcome = convertScalar(value, type, fromText);
    if ("problem" in outcome) {
      findings.errors.push({ column, ...outcome.problem });
      return value;
    }
    const broken = firstBroken(constraints, outcome.value);
    if (broken !== undefined) findings.errors.push({ column, ...broken });
    return outcome.value;
  };
}

function firstBroken(constraints: readonly Constraint[], value: string | number | boolean): ReturnType<Constraint> {
  for (const constraint of constraints) {
    const problem = constraint(value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function conversionError(value: unknown, wanted: string, column: string, findings: Findings): unknown {
  const code = Array.isArray(value) ? "123" : "100";
  findings.errors.push({ column, code, message: `Cannot convert ${typeName(value)} to ${wanted}` });
  return value;
}
