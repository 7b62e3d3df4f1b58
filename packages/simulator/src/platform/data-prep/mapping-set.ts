import type { Sandbox } from "../sandboxes.ts";
import { isObject, listIn, objectIn, textIn, type JsonObject } from "../json.ts";
import { fieldAt } from "../schema-registry/merged-schema.ts";
import { ExpressionError, partsOf, type Expression, type PathStep } from "./expression.ts";
import { dataPrepFunctions, findFunction } from "./functions/index.ts";
import { parseMappingPath, pointerOf, wildcardsIn } from "./mapping-path.ts";
import { parseExpression } from "./parse-expression.ts";

export type SourceType = "ATTRIBUTE" | "EXPRESSION" | "STATIC";

/** One row of a mapping set as its author wrote it, in either of the two shapes. */
export interface Mapping {
  readonly sourceType: SourceType;
  readonly source: string;
  readonly destination: string;
}

/** A row that is ready to be applied. */
export interface CompiledMapping extends Mapping {
  readonly expression: Expression;
  readonly steps: readonly PathStep[];
  /** The field of the output schema that it fills. */
  readonly field: JsonObject;
}

const storedTypes: Readonly<Record<string, SourceType>> = {
  ATTRIBUTE: "ATTRIBUTE",
  EXPRESSION: "EXPRESSION",
  STATIC: "STATIC",
  "text/x.schema-path": "ATTRIBUTE",
  "text/x.aep-xl": "EXPRESSION",
  "text/plain": "STATIC",
};

/** Reads a row of the new shape (`sourceType, source, destination`) or the old (`sourceAttribute, destinationXdmPath`). */
export function readMapping(given: unknown): Mapping {
  if (!isObject(given)) throw new ExpressionError("a mapping is an object");
  const source = textIn(given, "source") ?? textIn(given, "sourceAttribute");
  const destination = textIn(given, "destination") ?? textIn(given, "destinationXdmPath");
  if (source === undefined) throw new ExpressionError("the mapping has no source");
  if (destination === undefined) throw new ExpressionError("the mapping has no destination");
  const sourceType = storedTypes[textIn(given, "sourceType") ?? "ATTRIBUTE"];
  if (sourceType === undefined)
    throw new ExpressionError(`sourceType ${String(given.sourceType)} is not ATTRIBUTE, EXPRESSION or STATIC`);
  return { sourceType, source, destination };
}

/** Makes a row ready. Throws ExpressionError if it cannot be understood or its destination is not in the schema. */
function compileMapping(mapping: Mapping, outputSchema: JsonObject): CompiledMapping {
  const steps = parseMappingPath(mapping.destination);
  const found = fieldAt(outputSchema, pointerOf(steps));
  // A path that ends in an index fills an element, not the list.
  const last = steps.at(-1);
  const field = last !== undefined && !("name" in last) && isObject(found?.items) ? found.items : found;
  if (field === undefined)
    throw new ExpressionError(`the destination ${mapping.destination} does not exist in the output schema`);
  const expression = sourceExpression(mapping);
  for (const part of partsOf(expression)) {
    if (part.kind === "call" && findFunction(part.name) === undefined) throw unknownFunction(part.name);
  }
  checkWildcards(mapping, expression, wildcardsIn(steps));
  return { ...mapping, expression, steps, field };
}

function sourceExpression({ sourceType, source }: Mapping): Expression {
  if (sourceType === "STATIC") return { kind: "literal", value: source, decimal: false };
  return sourceType === "ATTRIBUTE" ? { kind: "path", steps: parseMappingPath(source) } : parseExpression(source);
}

function unknownFunction(name: string): ExpressionError {
  const near = dataPrepFunctions.flatMap(({ names }) => names).filter((known) => known.startsWith(name.slice(0, 3)));
  return new ExpressionError(`unknown function ${name}${near.length === 0 ? "" : `; there is ${near.join(", ")}`}`);
}

/** `[*]` iterates, so it must stand on both sides the same number of times. */
function checkWildcards({ source, destination }: Mapping, expression: Expression, wanted: number): void {
  const found = [...partsOf(expression)].map((part) => (part.kind === "path" ? wildcardsIn(part.steps) : 0));
  const most = Math.max(0, ...found);
  if (most !== wanted) {
    throw new ExpressionError(`[*] stands ${most} times in ${source} and ${wanted} times in ${destination}`);
  }
}

/** The `$id` of the schema that a mapping set fills. */
function outputSchemaId(set: JsonObject): string | undefined {
  const reference = objectIn(objectIn(set, "outputSchema") ?? {}, "schemaRef");
  return textIn(reference ?? {}, "id") ?? textIn(set, "xdmSchema");
}

/** The merged output schema of a mapping set. Throws ExpressionError if the sandbox does not have it. */
export function outputSchemaOf(set: JsonObject, sandbox: Sandbox): JsonObject {
  const id = outputSchemaId(set);
  const schema = id === undefined ? undefined : sandbox.registry.findById(id);
  if (schema === undefined) throw new ExpressionError(`the output schema ${id ?? "(none)"} does not exist`);
  return sandbox.registry.merged(schema);
}

/** The rows of a set, each compiled or refused with the reason. */
export function compileMappings(set: JsonObject, sandbox: Sandbox): (CompiledMapping | ExpressionError)[] {
  const schema = outputSchemaOf(set, sandbox);
  return listIn(set, "mappings").map((given) => {
    try {
      return compileMapping(readMapping(given), schema);
    } catch (error) {
      if (error instanceof ExpressionError) return error;
      throw error;
    }
  });
}
