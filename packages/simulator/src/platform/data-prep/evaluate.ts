import { ExpressionError, type BinaryOperator, type Expression, type PathStep } from "./expression.ts";
import { findFunction, type FunctionContext } from "./functions/index.ts";
import { areEqual, Decimal, fromJson, isList, isRecord, isTrue, numberOf, textOf, type Value } from "./values.ts";

/** What an expression is evaluated in. */
export interface EvaluationContext extends FunctionContext {
  /** Which element each `[*]` of a path stands for, outermost first. */
  readonly indices: readonly number[];
}

/** The value of an expression. Throws ExpressionError for what the language cannot do. */
export function evaluate(expression: Expression, context: EvaluationContext): Value {
  switch (expression.kind) {
    case "literal":
      return expression.decimal ? new Decimal(Number(expression.value)) : expression.value;
    case "list":
      return expression.items.map((item) => evaluate(item, context));
    case "map":
      return Object.fromEntries(
        expression.entries.map(([key, value]) => [textOf(evaluate(key, context)) ?? "null", evaluate(value, context)]),
      );
    case "path":
      return follow(fromJson(context.source), expression.steps, context.indices);
    case "member":
      return follow(evaluate(expression.target, context), expression.steps, context.indices);
    case "call":
      return call(expression.name, expression.arguments, context);
    case "method":
      return callMethod(expression, context);
    case "unary":
      return applyUnary(expression.operator, evaluate(expression.operand, context));
    case "binary":
      return applyBinary(expression.operator, expression.left, expression.right, context);
    case "conditional":
      return evaluate(
        isTrue(evaluate(expression.condition, context)) ? expression.whenTrue : expression.whenFalse,
        context,
      );
  }
}

/** What a path leads to; null as soon as a step meets nothing, also inside a text. */
function follow(start: Value, steps: readonly PathStep[], indices: readonly number[]): Value {
  let current = start;
  let wildcard = 0;
  for (const step of steps) {
    if ("name" in step) current = isRecord(current) ? (current[step.name] ?? null) : null;
    else {
      const index = "index" in step ? step.index : (indices[wildcard++] ?? 0);
      current = isList(current) ? (current[index] ?? null) : null;
    }
  }
  return current;
}

/** Functions that must see the expression, not its value: only the branch that is chosen may be evaluated. */
function call(name: string, given: readonly Expression[], context: EvaluationContext): Value {
  const found = findFunction(name);
  if (found === undefined) throw new ExpressionError(`unknown function ${name}`);
  if (given.length < found.minimum || given.length > found.maximum) {
    throw new ExpressionError(`${name} takes ${arity(found)}, not ${given.length}: ${found.syntax}`);
  }
  if (name === "iif") {
    const [condition, whenTrue, whenFalse] = given;
    if (condition === undefined || whenTrue === undefined || whenFalse === undefined) return null;
    return evaluate(isTrue(evaluate(condition, context)) ? whenTrue : whenFalse, context);
  }
  const values = given.map((argument) => evaluate(argument, context));
  try {
    return found.apply(values, context);
  } catch (error) {
    // A regular expression, a zone or an escape that does not exist is a mistake of the expression.
    if (error instanceof SyntaxError || error instanceof RangeError || error instanceof URIError) {
      throw new ExpressionError(`${name}: ${error.message}`);
    }
    throw error;
  }
}

function arity({ minimum, maximum }: { readonly minimum: number; readonly maximum: number }): string {
  if (minimum === maximum) return `${minimum} arguments`;
  return maximum === Number.POSITIVE_INFINITY ? `at least ${minimum} arguments` : `${minimum} to ${maximum} arguments`;
}

function callMethod(expression: Expression & { kind: "method" }, context: EvaluationContext): Value {
  const target = evaluate(expression.target, context);
  const [argument = null] = expression.arguments.map((one) => evaluate(one, context));
  const [text, other] = [textOf(target), textOf(argument)];
  switch (expression.name) {
    case "equals":
      return text !== null && text === other;
    case "equalsIgnoreCase":
      return text !== null && text.toLowerCase() === other?.toLowerCase();
    case "get":
      return isRecord(target)
        ? (target[other ?? ""] ?? null)
        : isList(target)
          ? (target[numberOf(argument) ?? -1] ?? null)
          : null;
    default:
      throw new ExpressionError(`unknown method ${expression.name}`);
  }
}

function applyUnary(operator: "-" | "!" | "~", operand: Value): Value {
  if (operator === "!") return !isTrue(operand);
  const number = numberOf(operand);
  if (number === undefined) return null;
  if (operator === "~") return ~number;
  return operand instanceof Decimal ? new Decimal(-number) : -number;
}

function applyBinary(operator: BinaryOperator, left: Expression, right: Expression, context: EvaluationContext): Value {
  const first = evaluate(left, context);
  if (operator === "&&") return isTrue(first) && isTrue(evaluate(right, context));
  if (operator === "||") return isTrue(first) || isTrue(evaluate(right, context));
  const second = evaluate(right, context);
  switch (operator) {
    case "==":
      return areEqual(first, second);
    case "!=":
      return !areEqual(first, second);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return compare(operator, first, second);
    default:
      return calculate(operator, first, second);
  }
}

function compare(operator: "<" | "<=" | ">" | ">=", left: Value, right: Value): boolean {
  if (left === null || right === null) return false;
  const [a, b] = [numberOf(left), numberOf(right)];
  const order =
    a !== undefined && b !== undefined
      ? a - b
      : (textOf(left) ?? "") < (textOf(right) ?? "")
        ? -1
        : textOf(left) === textOf(right)
          ? 0
          : 1;
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  return operator === ">" ? order > 0 : order >= 0;
}

/** Nothing can be calculated from null: the result is null. */
function calculate(operator: "+" | "-" | "*" | "/" | "%", left: Value, right: Value): Value {
  if (left === null || right === null) return null;
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a === undefined || b === undefined) {
    if (operator === "+") return `${textOf(left) ?? ""}${textOf(right) ?? ""}`;
    throw new ExpressionError(`cannot calculate ${textOf(left) ?? "null"} ${operator} ${textOf(right) ?? "null"}`);
  }
  const isDecimal = [left, right].some(
    (value) => value instanceof Decimal || (typeof value === "string" && /[.eE]/.test(value)),
  );
  const result = arithmetic(operator, a, b);
  if (isDecimal) return new Decimal(result);
  if (!Number.isFinite(result)) throw new ExpressionError("division by zero");
  return Math.trunc(result);
}

function arithmetic(operator: "+" | "-" | "*" | "/" | "%", a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return a % b;
  }
}
