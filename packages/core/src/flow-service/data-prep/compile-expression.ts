import { collectionFunctions } from "./collection-functions.ts";
import { ExpressionError } from "./expression-error.ts";
import type { FunctionTable, RecordContext } from "./function-table.ts";
import { logicFunctions } from "./logic-functions.ts";
import type { Expression, PathStep } from "./parse-expression.ts";
import { textFunctions } from "./text-functions.ts";
import { timeFunctions } from "./time-functions.ts";
import {
  Decimal,
  equalValues,
  isDate,
  isMembers,
  numberOf,
  orderValues,
  textOf,
  truthOf,
  type Value,
} from "./values.ts";

/** The catalogue; `iif` is beside it, since it must not look at the branch that it does not take. */
const functions: FunctionTable = {
  ...textFunctions,
  ...timeFunctions,
  ...collectionFunctions,
  ...logicFunctions,
};

/** One record on its way through its rows. */
export interface Frame extends RecordContext {
  readonly source: Value;
  /** The element that each `[*]` of a path stands for, outermost first; a deeper `[*]` gives all elements. */
  readonly indices: readonly number[];
}

export type Evaluate = (frame: Frame) => Value;

/** An expression as a function; throws `ExpressionError` for functions that Data Prep does not have or we do not run. */
export function compileExpression(expression: Expression): Evaluate {
  switch (expression.kind) {
    case "literal":
      return () => expression.value;
    case "path":
      return compilePath(expression.steps);
    case "choice":
      return choose(expression.condition, expression.then, expression.otherwise);
    case "unary":
      return compileUnary(expression.operator, compileExpression(expression.operand));
    case "binary":
      return compileBinary(
        expression.operator,
        compileExpression(expression.left),
        compileExpression(expression.right),
      );
    case "call":
      return compileCall(expression);
  }
}

function choose(condition: Expression, then: Expression, otherwise: Expression): Evaluate {
  const [test, yes, no] = [condition, then, otherwise].map(compileExpression) as [Evaluate, Evaluate, Evaluate];
  return (frame) => (truthOf(test(frame)) ? yes(frame) : no(frame));
}

function compileCall({ name, parameters, position }: Extract<Expression, { kind: "call" }>): Evaluate {
  const [condition, then, otherwise] = parameters;
  if (name === "iif") {
    if (condition === undefined || then === undefined || parameters.length > 3) {
      throw new ExpressionError("iif takes a condition and two values", position);
    }
    return choose(condition, then, otherwise ?? { kind: "literal", value: null });
  }
  const known = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (known === undefined) {
    const hint = name === "nvl" ? ": use coalesce" : "";
    throw new ExpressionError(`the function ${name} is not one of Data Prep's that this engine runs${hint}`, position);
  }
  if (parameters.length < known.least || parameters.length > (known.most ?? Infinity)) {
    const most = known.most === undefined ? "or more" : `to ${known.most}`;
    throw new ExpressionError(`${name} takes ${known.least} ${most} parameters, not ${parameters.length}`, position);
  }
  const given = parameters.map(compileExpression);
  return (frame) =>
    known.run(
      given.map((evaluate) => evaluate(frame)),
      frame,
    ) ?? null;
}

/** A path as a function: absent is null; each `[*]` is the element of the frame's index at that depth. */
export function compilePath(steps: readonly PathStep[]): Evaluate {
  return (frame) => follow(frame.source, steps, 0, frame.indices, 0);
}

function follow(from: Value, steps: readonly PathStep[], at: number, indices: readonly number[], depth: number): Value {
  let value = from;
  for (let index = at; index < steps.length; index += 1) {
    const step = steps[index];
    if (step === undefined || value === null || value === undefined) return null;
    if (step.kind === "member") {
      value = isMembers(value) && Object.hasOwn(value, step.name) ? value[step.name] : null;
      continue;
    }
    if (!Array.isArray(value)) return null;
    const list = value as readonly Value[];
    if (step.kind === "each") {
      const element = indices[depth];
      if (element === undefined) return list.map((item) => follow(item, steps, index + 1, indices, depth + 1));
      return follow(list[element], steps, index + 1, indices, depth + 1);
    }
    value = list[step.index];
  }
  return value ?? null;
}

function compileUnary(operator: string, operand: Evaluate): Evaluate {
  if (operator === "!") return (frame) => !truthOf(operand(frame));
  return (frame) => {
    const number = numberOf(operand(frame));
    if (number === null) return null;
    return operator === "-" ? -number : ~number;
  };
}

type Operate = (left: Value, right: Value) => Value;

/** With nothing on one side there is no result: a missing amount divided by 100 is not 0. */
const arithmetic =
  (work: (left: number, right: number) => number, isDivision = false): Operate =>
  (left, right) => {
    const [a, b] = [numberOf(left), numberOf(right)];
    if (a === null || b === null) return null;
    const result = work(a, b);
    if (!Number.isFinite(result)) return null;
    const isWhole = [left, right].every((side) => !(side instanceof Decimal) && Number.isInteger(numberOf(side)));
    if (!isWhole) return new Decimal(result);
    return isDivision ? Math.trunc(result) : result;
  };

const ordered =
  (holds: (order: number) => boolean): Operate =>
  (left, right) => {
    const order = orderValues(left, right);
    return order !== null && holds(order);
  };

const operators: Readonly<Record<string, Operate>> = {
  "+": (left, right) =>
    typeof left === "string" || typeof right === "string"
      ? `${textOf(left) ?? ""}${textOf(right) ?? ""}`
      : arithmetic((a, b) => a + b)(left, right),
  "-": arithmetic((a, b) => a - b),
  "*": arithmetic((a, b) => a * b),
  "/": arithmetic((a, b) => a / b, true),
  "%": arithmetic((a, b) => a % b),
  "==": equalValues,
  "!=": (left, right) => !equalValues(left, right),
  "<": ordered((order) => order < 0),
  ">": ordered((order) => order > 0),
  "<=": ordered((order) => order <= 0),
  ">=": ordered((order) => order >= 0),
};

function compileBinary(operator: string, left: Evaluate, right: Evaluate): Evaluate {
  if (operator === "&&") return (frame) => truthOf(left(frame)) && truthOf(right(frame));
  if (operator === "||") return (frame) => truthOf(left(frame)) || truthOf(right(frame));
  const operate = operators[operator];
  if (operate === undefined) throw new ExpressionError(`the operator ${operator} is not supported`, 0);
  return (frame) => operate(left(frame), right(frame));
}

/** A date or a decimal that leaves an expression for a place without a type. */
export function plainValue(value: Value): Value {
  if (value instanceof Decimal) return value.value;
  return isDate(value) ? value.toISOString() : value;
}
