import type { FunctionTable } from "./function-table.ts";
import { Decimal, equalValues, listOf, numberOf, orderValues, type Value } from "./values.ts";

function decode([key, ...cases]: readonly Value[]): Value {
  for (let index = 0; index + 1 < cases.length; index += 2) {
    if (equalValues(key, cases[index])) return cases[index + 1];
  }
  return cases.length % 2 === 1 ? cases.at(-1) : null;
}

const extreme = (wanted: number) => (given: readonly Value[]) =>
  given
    .flatMap(listOf)
    .filter((value) => value !== null)
    .reduce<Value>((best, value) => (best === null || orderValues(value, best) === wanted ? value : best), null);

/** A whole number that JSON carries exactly; more than that would arrive as another number. */
function whole([given]: readonly Value[]): Value {
  const number = numberOf(given);
  return number === null || !Number.isSafeInteger(Math.trunc(number)) ? null : Math.trunc(number);
}

function decimal([given]: readonly Value[]): Value {
  const number = numberOf(given);
  return number === null ? null : new Decimal(number);
}

export const logicFunctions: FunctionTable = {
  coalesce: { least: 1, run: (given) => given.find((value) => value !== null && value !== undefined) ?? null },
  decode: { least: 3, run: decode },
  min: { least: 1, run: extreme(-1) },
  max: { least: 1, run: extreme(1) },
  to_bigint: { least: 1, most: 1, run: whole },
  to_integer: { least: 1, most: 1, run: whole },
  to_decimal: { least: 1, most: 1, run: decimal },
  to_float: { least: 1, most: 1, run: decimal },
  uuid: { least: 0, most: 0, run: (_, record) => asUuid(record.unique()) },
  guid: { least: 0, most: 0, run: (_, record) => asUuid(record.unique()) },
};

function asUuid(digits: string): string {
  const group = (from: number, to: number): string => digits.slice(from, to);
  return [group(0, 8), group(8, 12), `4${group(13, 16)}`, `a${group(17, 20)}`, group(20, 32)].join("-");
}
