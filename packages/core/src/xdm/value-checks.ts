import { fullFormats } from "ajv-formats/dist/formats.js";
import type { Conversion, RowSchema } from "./mapping.ts";

/** Gives the broken rule in words, or undefined. */
export type ValueCheck = (value: unknown) => string | undefined;

/**
 * What the row schema demands of a value beyond what its conversion already guarantees (type, safe range, date-time,
 * not empty); undefined when nothing is left to check, which is so for almost every field.
 */
export function valueCheck(conversion: Conversion, schema: RowSchema | undefined): ValueCheck | undefined {
  if (schema === undefined || conversion === "identity") return undefined;
  if (conversion === "string-map" || conversion === "long-map") return mapCheck(schema);
  if (conversion.startsWith("date-time")) return undefined;
  if (schema.type === "array") return schema.items === undefined ? undefined : scalarCheck(schema.items);
  return scalarCheck(schema);
}

function mapCheck(schema: RowSchema): ValueCheck | undefined {
  const check = typeof schema.additionalProperties === "object" ? scalarCheck(schema.additionalProperties) : undefined;
  if (check === undefined) return undefined;
  return (map) =>
    Object.values(map as object)
      .map(check)
      .find((rule) => rule !== undefined);
}

function scalarCheck(schema: RowSchema): ValueCheck | undefined {
  const checks = [
    lengthCheck(schema),
    patternCheck(schema),
    formatCheck(schema),
    rangeCheck(schema),
    enumCheck(schema),
  ];
  const left = checks.filter((check) => check !== undefined);
  if (left.length === 0) return undefined;
  return (value) => left.map((check) => check(value)).find((rule) => rule !== undefined);
}

/** JSON Schema counts characters, not UTF-16 units; an empty text is never sent. */
function lengthCheck({ minLength = 0, maxLength = Infinity }: RowSchema): ValueCheck | undefined {
  if (minLength <= 1 && maxLength === Infinity) return undefined;
  return (value) => {
    const length = Array.from(String(value)).length;
    if (length < minLength) return `the text is shorter than ${minLength} characters`;
    return length > maxLength ? `the text is longer than ${maxLength} characters` : undefined;
  };
}

function patternCheck({ pattern }: RowSchema): ValueCheck | undefined {
  if (pattern === undefined) return undefined;
  const expression = new RegExp(pattern, "u");
  return (value) => (expression.test(String(value)) ? undefined : `the text does not match ${pattern}`);
}

function formatCheck({ format }: RowSchema): ValueCheck | undefined {
  if (format === undefined || format === "date-time") return undefined;
  const definition = fullFormats[format as keyof typeof fullFormats] as
    RegExp | ((text: string) => boolean) | undefined;
  if (definition === undefined) return undefined;
  const holds = definition instanceof RegExp ? (text: string) => definition.test(text) : definition;
  return (value) => (holds(String(value)) ? undefined : `the text is not of the format ${format}`);
}

function rangeCheck({ minimum = -Infinity, maximum = Infinity }: RowSchema): ValueCheck | undefined {
  if (minimum <= Number.MIN_SAFE_INTEGER && maximum >= Number.MAX_SAFE_INTEGER) return undefined;
  return (value) => {
    const number = value as number;
    return number < minimum || number > maximum ? `the number is not between ${minimum} and ${maximum}` : undefined;
  };
}

function enumCheck({ enum: known }: RowSchema): ValueCheck | undefined {
  if (known === undefined) return undefined;
  return (value) => (known.includes(value) ? undefined : "the value is none of those that the schema allows");
}
