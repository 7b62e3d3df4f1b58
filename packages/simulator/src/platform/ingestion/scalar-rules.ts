import type { JsonObject } from "../json.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/i;
const EPOCH_MILLISECONDS = /^-?\d{9,15}$/;

/** Why a scalar is not what the schema wants; `code` is the number in the diagnostics. */
export interface ScalarProblem {
  readonly code: string;
  readonly message: string;
}

export type ScalarOutcome = { readonly value: string | number | boolean } | { readonly problem: ScalarProblem };

const integerRanges: Readonly<Record<string, readonly [number, number]>> = {
  long: [-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  int: [-2_147_483_648, 2_147_483_647],
  short: [-32_768, 32_767],
  byte: [-128, 127],
};

/** The value as the type of the field, by the conversions that batch ingestion allows. `text` values come from CSV. */
export function convertScalar(value: unknown, xdmType: string, fromText: boolean): ScalarOutcome {
  if (xdmType in integerRanges) return convertInteger(value, xdmType);
  switch (xdmType) {
    case "string":
      if (typeof value === "string") return { value };
      return typeof value === "number" ? { value: String(value) } : incompatible(value, "string");
    case "number":
      return convertNumber(value);
    case "boolean":
      return convertBoolean(value, fromText);
    case "date":
      return convertDate(value);
    case "date-time":
      return convertDateTime(value);
    default:
      return incompatible(value, xdmType);
  }
}

function convertInteger(value: unknown, xdmType: string): ScalarOutcome {
  const number = typeof value === "string" && /^[+-]?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return incompatible(value, xdmType);
  const whole = Math.trunc(number);
  const [low, high] = integerRanges[xdmType] ?? [0, 0];
  return whole >= low && whole <= high ? { value: whole } : incompatible(value, xdmType);
}

function convertNumber(value: unknown): ScalarOutcome {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? { value: number } : incompatible(value, "double");
}

function convertBoolean(value: unknown, fromText: boolean): ScalarOutcome {
  if (typeof value === "boolean") return { value };
  if (fromText && (value === "true" || value === "false")) return { value: value === "true" };
  return incompatible(value, "boolean");
}

function convertDate(value: unknown): ScalarOutcome {
  if (typeof value === "string" && DATE.test(value) && isCalendarDate(value)) return { value };
  if (typeof value === "string" && DATE_TIME.test(value) && isCalendarDate(value)) return { value: value.slice(0, 10) };
  const milliseconds = epochMilliseconds(value);
  if (milliseconds !== undefined) return { value: new Date(milliseconds).toISOString().slice(0, 10) };
  return { problem: { code: "1105", message: `[${show(value)}] is not a valid date. Expected [yyyy-MM-dd]` } };
}

function convertDateTime(value: unknown): ScalarOutcome {
  if (typeof value === "string" && isDateTime(value)) return { value };
  const milliseconds = epochMilliseconds(value);
  if (milliseconds !== undefined) return { value: new Date(milliseconds).toISOString() };
  return {
    problem: { code: "1105", message: `[${show(value)}] is not a valid date-time. Expected ISO 8601 with an offset` },
  };
}

/** RFC 3339 with an offset, and a day that exists. */
function isDateTime(value: string): boolean {
  return DATE_TIME.test(value) && isCalendarDate(value) && !Number.isNaN(Date.parse(value));
}

function epochMilliseconds(value: unknown): number | undefined {
  const number = typeof value === "string" && EPOCH_MILLISECONDS.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && Math.abs(number) <= 8.64e15 ? number : undefined;
}

function isCalendarDate(value: string): boolean {
  const [year = 0, month = 0, day = 0] = value.slice(0, 10).split("-").map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function incompatible(value: unknown, wanted: string): ScalarOutcome {
  return { problem: { code: "100", message: `Cannot convert ${typeName(value)} to ${wanted}` } };
}

/** The name of a JSON value's type in messages. */
export function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "long" : "double";
  return typeof value;
}

function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

const formats: Readonly<Record<string, RegExp>> = {
  email: /^[^\s@]+@[^\s@]+$/,
  uri: /^[A-Za-z][A-Za-z0-9+.-]*:\S*$/,
  "uri-reference": /^[^\s<>"{}|\\^`]*$/,
  hostname: /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/,
  ipv4: /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/,
  ipv6: /^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]+$/,
};

/** A constraint of a field beyond its type, made ready to test many values. */
export type Constraint = (value: string | number | boolean) => ScalarProblem | undefined;

/** The constraints that a field of a merged schema states. */
export function constraintsOf(field: JsonObject): Constraint[] {
  const found: Constraint[] = [];
  const add = (code: string, holds: (value: never) => boolean, message: (value: unknown) => string): void => {
    found.push((value) => (holds(value as never) ? undefined : { code, message: message(value) }));
  };
  const { enum: values, pattern, format, minLength, maxLength, minimum, maximum } = field;
  if (Array.isArray(values)) {
    add(
      "1106",
      (value: string) => values.includes(value),
      (value) => `${show(value)} is not a valid enum value`,
    );
  }
  if (typeof pattern === "string") {
    const expression = new RegExp(pattern);
    add(
      "1105",
      (value: string) => expression.test(value),
      (value) => `string [${show(value)}] does not match pattern ${pattern}`,
    );
  }
  const known = typeof format === "string" ? formats[format] : undefined;
  if (known !== undefined) {
    add(
      "1105",
      (value: string) => known.test(value),
      (value) => `[${show(value)}] is not a valid ${String(format)}`,
    );
  }
  if (typeof minLength === "number") {
    add(
      "1105",
      (value: string) => value.length >= minLength,
      () => `expected minLength: ${minLength}`,
    );
  }
  if (typeof maxLength === "number") {
    add(
      "1105",
      (value: string) => value.length <= maxLength,
      () => `expected maxLength: ${maxLength}`,
    );
  }
  if (typeof minimum === "number") {
    add(
      "1105",
      (value: number) => value >= minimum,
      (value) => `${show(value)} is not greater or equal to ${minimum}`,
    );
  }
  if (typeof maximum === "number") {
    add(
      "1105",
      (value: number) => value <= maximum,
      (value) => `${show(value)} is not less or equal to ${maximum}`,
    );
  }
  return found;
}
