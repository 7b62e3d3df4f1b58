import { isArray, textOf, type Json, type JsonObject } from "./json.ts";

/** Words of the expression language that look like a path and are none. */
const literals = new Set([
  "true",
  "false",
  "null",
  "empty",
  "and",
  "or",
  "not",
  "eq",
  "ne",
  "lt",
  "gt",
  "le",
  "ge",
  "div",
  "mod",
]);

/** A text in quotation marks, or a path with what follows it: an opening bracket makes it a function. */
const tokens = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\[\*\])*)(\s*\()?/g;

/**
 * Adobe's Flow Service hands each record to the mapper inside a member named `data`, so there every source path begins with
 * it; the generated mappings speak of the record itself.
 */
export function wrapSourcePaths(mappings: Json | undefined): readonly Json[] {
  return (isArray(mappings) ? mappings : []).map((mapping) => wrapMapping(mapping as JsonObject));
}

function wrapMapping(mapping: JsonObject): JsonObject {
  const source = textOf(mapping.source);
  if (mapping.sourceType === "ATTRIBUTE") return { ...mapping, source: `data.${source}` };
  return mapping.sourceType === "EXPRESSION" ? { ...mapping, source: wrapExpression(source) } : mapping;
}

export function wrapExpression(expression: string): string {
  return expression.replaceAll(tokens, (whole, path: string | undefined, bracket: string | undefined) =>
    path === undefined || bracket !== undefined || literals.has(path) ? whole : `data.${path}`,
  );
}
