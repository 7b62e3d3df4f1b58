import { isObject, type JsonObject } from "../json.ts";

/**
 * A number with a fraction, or one that came of such a number. Whole numbers are kept apart because the language divides
 * them as whole numbers: `7 / 2` is 3.
 */
export class Decimal {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A moment with the offset of its zone, in minutes, as the language's date functions hand it around. */
export class ZonedDate {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly milliseconds: number;
  readonly offsetMinutes: number;

  constructor(milliseconds: number, offsetMinutes = 0) {
    this.milliseconds = milliseconds;
    this.offsetMinutes = offsetMinutes;
  }

  /** The calendar and clock of its own zone, read with the UTC getters of a Date. */
  local(): Date {
    return new Date(this.milliseconds + this.offsetMinutes * 60_000);
  }

  /** `2019-10-23T11:24:35Z`, with a fraction if there is one. */
  toString(): string {
    const local = this.local()
      .toISOString()
      .replace("Z", "")
      .replace(/\.000$/, "");
    return `${local}${offsetText(this.offsetMinutes)}`;
  }
}

export function offsetText(minutes: number): string {
  if (minutes === 0) return "Z";
  const size = Math.abs(minutes);
  const pad = (value: number): string => String(value).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

/** A value while an expression is evaluated; whole numbers are plain numbers. */
export type Value =
  null | boolean | number | string | Decimal | ZonedDate | readonly Value[] | { readonly [name: string]: Value };

/** JSON of the source record as a value of the language. */
export function fromJson(value: unknown): Value {
  if (value === undefined || value === null) return null;
  if (typeof value === "number") return Number.isInteger(value) ? value : new Decimal(value);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(fromJson);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fromJson(member)]));
  return null;
}

/** A value of the language as JSON. */
export function toJson(value: Value): unknown {
  if (value instanceof Decimal) return value.value;
  if (value instanceof ZonedDate) return value.toString();
  if (isList(value)) return value.map(toJson);
  if (isRecord(value)) {
    const members: JsonObject = {};
    for (const [name, member] of Object.entries(value)) members[name] = toJson(member);
    return members;
  }
  return value;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isRecord(value: Value): value is Readonly<Record<string, Value>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !isList(value) &&
    !(value instanceof Decimal) &&
    !(value instanceof ZonedDate)
  );
}

/** The number that a value is or spells; undefined for anything else. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === "number") return value;
  if (value instanceof Decimal) return value.value;
  if (value instanceof ZonedDate) return value.milliseconds;
  if (typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value))) return Number(value);
  return undefined;
}

/** The text of a value as functions on strings see it; null stays null. */
export function textOf(value: Value): string | null {
  if (value === null) return null;
  if (typeof value === "string") return value;
  if (value instanceof Decimal) return decimalText(value.value);
  if (value instanceof ZonedDate) return value.toString();
  return typeof value === "object" ? JSON.stringify(toJson(value)) : String(value);
}

/** A decimal that happens to be whole still shows its fraction: `20.0`. */
function decimalText(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** Whether a value counts as true: `true`, its text, or a number that is not zero. */
export function isTrue(value: Value): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return value.toLowerCase() === "true";
  const number = numberOf(value);
  return number !== undefined && number !== 0;
}

/** Null, an empty text, an empty list or an object without members. */
export function isEmptyValue(value: Value): boolean {
  if (value === null || value === "") return true;
  if (isList(value)) return value.length === 0;
  return isRecord(value) && Object.keys(value).length === 0;
}

/** Equality as `==` means it: numbers by value, booleans by truth, everything else by its text. */
export function areEqual(left: Value, right: Value): boolean {
  if (left === null || right === null) return left === right;
  if (typeof left === "boolean" || typeof right === "boolean") return isTrue(left) === isTrue(right);
  const isNumber = (value: Value): boolean => typeof value === "number" || value instanceof Decimal;
  if (isNumber(left) || isNumber(right)) return numberOf(left) === numberOf(right) && numberOf(left) !== undefined;
  return textOf(left) === textOf(right);
}
