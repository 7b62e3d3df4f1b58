import type { Expr, ExprBinary, ExprCall } from "pgsql-ast-parser";
import { isObject } from "../json.ts";
import { aggregates } from "./aggregates.ts";
import { castTo, scalarFunctions } from "./scalar-functions.ts";
import { columnAt, compareSql, isSqlTrue, SqlError, sqlText, type SqlRow } from "./sql-values.ts";

/** Values that were worked out before a row is looked at: aggregates of its group, window functions. */
export type Prepared = ReadonlyMap<Expr, unknown>;

const nonePrepared: Prepared = new Map();

/** The value of an expression for a row. Throws SqlError. */
export function evaluateSql(expression: Expr, row: SqlRow, prepared: Prepared = nonePrepared): unknown {
  if (prepared.has(expression)) return prepared.get(expression);
  const inner = (one: Expr): unknown => evaluateSql(one, row, prepared);
  switch (expression.type) {
    case "integer":
    case "numeric":
    case "string":
    case "boolean":
      return expression.value;
    case "null":
      return null;
    case "ref":
      return columnAt(row, [
        ...(expression.table === undefined ? [] : [expression.table.name]),
        ...expression.name.split("."),
      ]);
    case "member":
      return columnAt({ value: inner(expression.operand) }, ["value", String(expression.member)]);
    case "arrayIndex":
      return elementOf(inner(expression.array), inner(expression.index));
    case "unary":
      return applyUnary(expression.op, inner(expression.operand));
    case "binary":
      return applyBinary(expression, inner);
    case "ternary":
      return between(expression.op, inner(expression.value), inner(expression.lo), inner(expression.hi));
    case "cast":
      return castTo(inner(expression.operand), "name" in expression.to ? (expression.to.name ?? "") : "");
    case "case":
      return chooseCase(expression, inner);
    case "list":
    case "array":
      return expression.expressions.map(inner);
    case "call":
      return callFunction(expression, inner);
    default:
      throw new SqlError(`${expression.type} is not supported`);
  }
}

function elementOf(holder: unknown, index: unknown): unknown {
  if (Array.isArray(holder)) return (holder as unknown[])[Number(index)] ?? null;
  return isObject(holder) ? (holder[sqlText(index)] ?? null) : null;
}

function applyUnary(operator: string, value: unknown): unknown {
  switch (operator) {
    case "IS NULL":
      return value === null || value === undefined;
    case "IS NOT NULL":
      return value !== null && value !== undefined;
    case "IS TRUE":
      return isSqlTrue(value);
    case "IS FALSE":
      return value === false;
    case "NOT":
      return value === null ? null : !isSqlTrue(value);
    case "-":
      return value === null ? null : -Number(value);
    case "+":
      return value;
    default:
      throw new SqlError(`the operator ${operator} is not supported`);
  }
}

function applyBinary({ op, left, right }: ExprBinary, inner: (one: Expr) => unknown): unknown {
  const first = inner(left);
  if (op === "AND") return isSqlTrue(first) && isSqlTrue(inner(right));
  if (op === "OR") return isSqlTrue(first) || isSqlTrue(inner(right));
  const second = inner(right);
  if (first === null || first === undefined || second === null || second === undefined) return null;
  switch (op) {
    case "=":
      return compareSql(first, second) === 0;
    case "!=":
      return compareSql(first, second) !== 0;
    case "<":
      return compareSql(first, second) < 0;
    case "<=":
      return compareSql(first, second) <= 0;
    case ">":
      return compareSql(first, second) > 0;
    case ">=":
      return compareSql(first, second) >= 0;
    case "IN":
      return asList(second).some((one) => compareSql(first, one) === 0);
    case "NOT IN":
      return !asList(second).some((one) => compareSql(first, one) === 0);
    case "LIKE":
    case "ILIKE":
      return likeExpression(sqlText(second), op === "ILIKE").test(sqlText(first));
    case "NOT LIKE":
    case "NOT ILIKE":
      return !likeExpression(sqlText(second), op === "NOT ILIKE").test(sqlText(first));
    case "||":
      return sqlText(first) + sqlText(second);
    default:
      return arithmetic(op, Number(first), Number(second));
  }
}

/** A list of one element is parsed as the element. */
function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function arithmetic(operator: string, first: number, second: number): number | null {
  switch (operator) {
    case "+":
      return first + second;
    case "-":
      return first - second;
    case "*":
      return first * second;
    case "/":
      return second === 0 ? null : first / second;
    case "%":
      return second === 0 ? null : first % second;
    default:
      throw new SqlError(`the operator ${operator} is not supported`);
  }
}

/** `%` is any text, `_` one character. */
function likeExpression(pattern: string, ignoreCase: boolean): RegExp {
  const escaped = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  return new RegExp(`^${escaped}$`, ignoreCase ? "is" : "s");
}

function between(operator: string, value: unknown, low: unknown, high: unknown): boolean | null {
  if (value === null || low === null || high === null) return null;
  const inside = compareSql(value, low) >= 0 && compareSql(value, high) <= 0;
  return operator === "BETWEEN" ? inside : !inside;
}

function chooseCase(expression: Expr & { type: "case" }, inner: (one: Expr) => unknown): unknown {
  for (const { when, value } of expression.whens) {
    const holds = expression.value ? compareSql(inner(expression.value), inner(when)) === 0 : isSqlTrue(inner(when));
    if (holds) return inner(value);
  }
  return expression.else ? inner(expression.else) : null;
}

function callFunction(expression: ExprCall, inner: (one: Expr) => unknown): unknown {
  const name = expression.function.name.toLowerCase();
  const found = scalarFunctions[name];
  if (found !== undefined) return found(expression.args.map(inner));
  const known = name in aggregates ? `${name} cannot stand here` : `unknown function ${name}`;
  throw new SqlError(known);
}

/** Whether a call adds up many rows. */
export function isAggregateCall(expression: Expr): expression is ExprCall {
  return (
    expression.type === "call" && expression.over === undefined && expression.function.name.toLowerCase() in aggregates
  );
}

/** Every call in an expression that `wanted` picks, not looking into those it has picked. */
export function callsIn(expression: unknown, wanted: (call: ExprCall) => boolean): ExprCall[] {
  if (Array.isArray(expression)) return expression.flatMap((one: unknown) => callsIn(one, wanted));
  if (!isObject(expression)) return [];
  const call = expression as unknown as ExprCall;
  if (expression.type === "call" && wanted(call)) return [call];
  return Object.values(expression).flatMap((one) => callsIn(one, wanted));
}
