/** How Data Prep's functions read what they are given. Null stands for whatever is absent. */

export type Value = unknown;

export type Members = Readonly<Record<string, unknown>>;

export function isMembers(value: Value): value is Members {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Decimal)
  );
}

/**
 * A number that is no whole number even when its value is one. Data Prep divides whole numbers to whole numbers, as Java
 * does; `to_decimal(1000) / 100` is 10 there, and still a decimal.
 */
export class Decimal {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A date travels through an expression as a `Date`, so that formatting and conversion know what it is. */
export function isDate(value: Value): value is Date {
  return value instanceof Date;
}

export function textOf(value: Value): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value instanceof Decimal) return String(value.value);
  return isDate(value) ? value.toISOString() : JSON.stringify(value);
}

export function numberOf(value: Value): number | null {
  if (typeof value === "number") return value;
  if (value instanceof Decimal) return value.value;
  if (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))) return Number(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  return isDate(value) ? value.getTime() : null;
}

export function truthOf(value: Value): boolean {
  if (value instanceof Decimal) return value.value !== 0;
  if (typeof value === "string") return value !== "" && value.toLowerCase() !== "false";
  if (typeof value === "number") return value !== 0;
  return value === true || (typeof value === "object" && value !== null);
}

export function isEmpty(value: Value): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isMembers(value) && Object.keys(value).length === 0;
}

export function listOf(value: Value): readonly Value[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Value[]) : [value];
}

/** Numbers by size, everything else by its text; null equals only null. */
export function equalValues(left: Value, right: Value): boolean {
  if (left === null || left === undefined) return right === null || right === undefined;
  if (right === null || right === undefined) return false;
  const isNumber = (value: Value): boolean => typeof value === "number" || value instanceof Decimal;
  if (isNumber(left) || isNumber(right)) return numberOf(left) === numberOf(right);
  return textOf(left) === textOf(right);
}

export function orderValues(left: Value, right: Value): number | null {
  const numbers = [numberOf(left), numberOf(right)] as const;
  if (numbers[0] !== null && numbers[1] !== null) return Math.sign(numbers[0] - numbers[1]);
  const [a, b] = [textOf(left), textOf(right)];
  if (a === null || b === null) return null;
  return a < b ? -1 : a > b ? 1 : 0;
}
