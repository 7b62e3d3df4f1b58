import { compileExpression, compilePath, type Evaluate, type Frame } from "./compile-expression.ts";
import { ExpressionError } from "./expression-error.ts";
import type { MappingSetRow } from "./mapping-rows.ts";
import { type Expression, parseExpression, parsePath, type PathStep } from "./parse-expression.ts";
import { listOf, type Value } from "./values.ts";

/** A row ready to run: what it computes, where it goes, and which source arrays its `[*]` walk. */
export interface CompiledRow {
  readonly destination: readonly PathStep[];
  readonly evaluate: Evaluate;
  /** For each `[*]` of the destination, the source array that gives its elements. */
  readonly drivers: readonly Evaluate[];
  /** Source paths that the row reads. */
  readonly reads: readonly (readonly PathStep[])[];
}

/** Throws `ExpressionError`. */
export function compileRow(row: MappingSetRow): CompiledRow {
  if (row.destination === "") throw new ExpressionError("it has no destination", 0);
  if (row.source === "" && row.kind !== "static") throw new ExpressionError("it has no source", 0);
  const destination = parsePath(row.destination);
  const expression = readSource(row);
  const reads = pathsIn(expression);
  return { destination, evaluate: compileExpression(expression), drivers: driversOf(destination, reads), reads };
}

function readSource({ kind, source }: MappingSetRow): Expression {
  if (kind === "static") return { kind: "literal", value: source };
  return kind === "attribute" ? { kind: "path", steps: parsePath(source) } : parseExpression(source);
}

function pathsIn(expression: Expression): readonly (readonly PathStep[])[] {
  switch (expression.kind) {
    case "literal":
      return [];
    case "path":
      return [expression.steps];
    case "unary":
      return pathsIn(expression.operand);
    case "binary":
      return [expression.left, expression.right].flatMap(pathsIn);
    case "choice":
      return [expression.condition, expression.then, expression.otherwise].flatMap(pathsIn);
    case "call":
      return expression.parameters.flatMap(pathsIn);
  }
}

/** `[*]` must stand on both sides as often: the source's first path that has as many leads. */
function driversOf(destination: readonly PathStep[], reads: readonly (readonly PathStep[])[]): readonly Evaluate[] {
  const wanted = destination.filter(({ kind }) => kind === "each").length;
  if (wanted === 0) return [];
  const leading = reads.find((steps) => steps.filter(({ kind }) => kind === "each").length >= wanted);
  if (leading === undefined) throw new ExpressionError("[*] must stand on both sides", 0);
  const positions = leading.flatMap((step, index) => (step.kind === "each" ? [index] : [])).slice(0, wanted);
  return positions.map((position) => compilePath(leading.slice(0, position)));
}

/** Calls `emit` with the row's value for each combination of elements; without `[*]` exactly once. */
export function runRow(row: CompiledRow, frame: Frame, emit: (indices: readonly number[], value: Value) => void): void {
  const driver = row.drivers[frame.indices.length];
  if (driver === undefined) {
    emit(frame.indices, row.evaluate(frame));
    return;
  }
  for (const index of listOf(driver(frame)).keys()) {
    runRow(row, { ...frame, indices: [...frame.indices, index] }, emit);
  }
}
