import { isObject, listIn, type JsonObject } from "../json.ts";
import { CannotConvert, convertToField } from "./convert-to-field.ts";
import { evaluate, type EvaluationContext } from "./evaluate.ts";
import { ExpressionError, partsOf, type PathStep } from "./expression.ts";
import { listBefore, wildcardsIn } from "./mapping-path.ts";
import type { CompiledMapping } from "./mapping-set.ts";
import { isList } from "./values.ts";

/** A column that could not be written. */
export interface TransformError {
  readonly destination: string;
  readonly exception: string;
  readonly source: string;
  readonly columnName: string;
  readonly sourceType: string;
}

export interface MappedRecord {
  readonly data: JsonObject;
  readonly errors: readonly TransformError[];
  /** A required field got no value: the row does not go to the lake. */
  readonly missing: readonly string[];
}

/** Applies every row of a mapping set to one source record. */
export function mapRecord(
  mappings: readonly CompiledMapping[],
  source: unknown,
  outputSchema: JsonObject,
  clock: Pick<EvaluationContext, "now" | "uuid">,
): MappedRecord {
  const data: JsonObject = {};
  const errors: TransformError[] = [];
  for (const mapping of mappings) {
    try {
      const dimensions = wildcardsIn(mapping.steps);
      for (const indices of indicesOf(mapping, dimensions, [], source, clock)) {
        const value = evaluate(mapping.expression, { ...clock, source, indices });
        const converted = convertToField(value, mapping.field);
        if (converted !== undefined) write(data, mapping.steps, indices, converted);
      }
    } catch (error) {
      if (!(error instanceof CannotConvert) && !(error instanceof ExpressionError)) throw error;
      errors.push(transformError(mapping, error));
    }
  }
  const compacted = withoutHoles(data) as JsonObject;
  const missing = listIn(outputSchema, "required")
    .map(String)
    .filter((name) => compacted[name] === undefined);
  return { data: compacted, errors, missing };
}

function transformError(mapping: CompiledMapping, error: Error): TransformError {
  const { destination, source, sourceType } = mapping;
  const exception = `Error while applying the mapping to the destination path ${destination}. ${error.message}. sourceField: ${source}. destinationField: ${destination}`;
  return { destination, exception, source, columnName: destination, sourceType };
}

/** Every combination of elements that the `[*]` of a mapping stand for, outermost first. */
function* indicesOf(
  mapping: CompiledMapping,
  dimensions: number,
  outer: readonly number[],
  source: unknown,
  clock: Pick<EvaluationContext, "now" | "uuid">,
): Generator<readonly number[]> {
  if (outer.length === dimensions) {
    yield outer;
    return;
  }
  const lengths = [...partsOf(mapping.expression)].map((part) => {
    if (part.kind !== "path" || wildcardsIn(part.steps) <= outer.length) return 0;
    const list = evaluate(listBefore(part.steps, outer.length), { ...clock, source, indices: outer });
    return isList(list) ? list.length : 0;
  });
  const length = Math.max(0, ...lengths);
  for (let index = 0; index < length; index += 1)
    yield* indicesOf(mapping, dimensions, [...outer, index], source, clock);
}

/** Puts a value at a path, making the objects and lists on the way. */
function write(root: JsonObject, steps: readonly PathStep[], indices: readonly number[], value: unknown): void {
  let wildcard = 0;
  const keys = steps.map((step) =>
    "name" in step ? step.name : "index" in step ? step.index : (indices[wildcard++] ?? 0),
  );
  let holder = root as Record<string | number, unknown>;
  for (const [position, key] of keys.slice(0, -1).entries()) {
    const inner = holder[key] ?? (typeof keys[position + 1] === "number" ? [] : {});
    holder[key] = inner;
    holder = inner as Record<string | number, unknown>;
  }
  holder[keys.at(-1) ?? ""] = value;
}

/** Elements that no mapping filled are left out. */
function withoutHoles(value: unknown): unknown {
  if (Array.isArray(value)) {
    return Array.from(value as unknown[])
      .filter((item) => item !== undefined)
      .map(withoutHoles);
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutHoles(member)]));
}
