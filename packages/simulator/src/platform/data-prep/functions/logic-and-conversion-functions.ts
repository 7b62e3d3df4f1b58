import { ExpressionError } from "../expression.ts";
import { areEqual, Decimal, numberOf, textOf, type Value } from "../values.ts";
import { ANY_NUMBER, inCategory, row } from "./data-prep-function.ts";

/** The value whose key equals the first argument; a value left over at the end is the default. */
function decode([key = null, ...options]: readonly Value[]): Value {
  let index = 0;
  for (; index + 1 < options.length; index += 2) {
    if (areEqual(key, options[index] ?? null)) return options[index + 1] ?? null;
  }
  return index < options.length ? (options[index] ?? null) : null;
}

export const logicFunctions = inCategory("Logical", [
  row(
    "decode",
    "Object decode(Object, Object...)",
    "The value of the key that equals the first argument, or the default.",
    [2, ANY_NUMBER],
    decode,
  ),
  row(
    "iif",
    "Object iif(Boolean, Object, Object)",
    "One of two values by a condition.",
    [3, 3],
    ([condition, whenTrue = null, whenFalse = null]) => (condition === true ? whenTrue : whenFalse),
  ),
]);

/** A conversion of what spells a number; null stays null, anything else is an error. */
const converting =
  (name: string, make: (value: number) => Value) =>
  ([value = null]: readonly Value[]): Value => {
    if (value === null) return null;
    const number = numberOf(value);
    if (number === undefined) throw new ExpressionError(`${name}: ${textOf(value) ?? ""} is not a number`);
    return make(number);
  };

export const conversionFunctions = inCategory("Type conversions", [
  row(
    "to_bigint",
    "BigInteger to_bigint(String)",
    "A text as a whole number of any size.",
    [1, 1],
    converting("to_bigint", (value) => (Number.isInteger(value) ? value : new Decimal(value))),
  ),
  row(
    "to_decimal",
    "Double to_decimal(String)",
    "A text as a number with a fraction.",
    [1, 1],
    converting("to_decimal", (value) => new Decimal(value)),
  ),
  row(
    "to_float",
    "Float to_float(String)",
    "A text as a number of single precision.",
    [1, 1],
    converting("to_float", (value) => new Decimal(Number(Math.fround(value).toPrecision(7)))),
  ),
  row(
    "to_integer",
    "Integer to_integer(String)",
    "A text as a whole number.",
    [1, 1],
    converting("to_integer", Math.trunc),
  ),
]);

export const specialFunctions = inCategory("Special operations", [
  row("uuid/guid", "String uuid()", "A pseudo-random id.", [0, 0], (_values, context) => context.uuid()),
]);
