import type { FunctionTable } from "./function-table.ts";
import { formatDate, isTime, parseDate, readUsualDate } from "./java-dates.ts";
import { isDate, numberOf, textOf, type Value } from "./values.ts";

/** A date from a date, a time in milliseconds, or a text in a usual form. */
export function dateOf(value: Value): Date | null {
  if (isDate(value)) return value;
  if (typeof value === "number") return isTime(value) ? new Date(value) : null;
  const text = textOf(value);
  if (text === null) return null;
  const epoch = /^-?\d{1,16}$/.test(text) ? Number(text) : readUsualDate(text);
  return epoch === undefined || !isTime(epoch) ? null : new Date(epoch);
}

const DAY = 86_400_000;

type PartReader = (date: Date) => number;

const startOfYear: PartReader = (date) => Date.UTC(date.getUTCFullYear(), 0, 1);
const dayOfYear: PartReader = (date) => Math.floor((date.getTime() - startOfYear(date)) / DAY) + 1;

/** ISO 8601: the week of the year's first Thursday is the first. */
const isoWeek: PartReader = (date) => {
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY);
  return Math.ceil(dayOfYear(thursday) / 7);
};

const partNames: readonly (readonly [readonly string[], PartReader])[] = [
  [["year", "yyyy", "yy"], (date) => date.getUTCFullYear()],
  [["quarter", "qq", "q"], (date) => Math.floor(date.getUTCMonth() / 3) + 1],
  [["month", "mm", "m"], (date) => date.getUTCMonth() + 1],
  [["dayofyear", "dy", "y"], dayOfYear],
  [["day", "dd", "d"], (date) => date.getUTCDate()],
  [["week", "ww"], isoWeek],
  [["weekday", "dw", "w"], (date) => date.getUTCDay() + 1],
  [["hour", "hh", "hh24"], (date) => date.getUTCHours()],
  [["hh12"], (date) => date.getUTCHours() % 12 || 12],
  [["minute", "mi", "n"], (date) => date.getUTCMinutes()],
  [["second", "ss", "s"], (date) => date.getUTCSeconds()],
  [["millisecond", "ms"], (date) => date.getUTCMilliseconds()],
];

function datePart(name: Value, date: Date | null): number | null {
  const wanted = textOf(name)?.toLowerCase() ?? "";
  const found = partNames.find(([names]) => names.includes(wanted));
  return date === null || found === undefined ? null : found[1](date);
}

function makeDate(given: readonly Value[]): Date | null {
  const numbers = given.slice(0, 7).map((value) => numberOf(value) ?? 0);
  const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, nanosecond = 0] = numbers;
  const epoch = Date.UTC(year, month - 1, day, hour, minute, second, Math.floor(nanosecond / 1e6));
  return isTime(epoch) ? new Date(epoch) : null;
}

function readDate([given, format, otherwise]: readonly Value[]): Date | null {
  const text = textOf(given);
  const pattern = textOf(format);
  if (text === null) return dateOf(otherwise ?? null);
  if (pattern === null || isDate(given)) return dateOf(given) ?? dateOf(otherwise ?? null);
  const epoch = parseDate(text, pattern);
  return epoch === undefined ? dateOf(otherwise ?? null) : new Date(epoch);
}

function format([given, pattern]: readonly Value[]): string | null {
  const date = dateOf(given);
  return date === null ? null : formatDate(date.getTime(), textOf(pattern) ?? "yyyy-MM-dd'T'HH:mm:ss.SSSX");
}

export const timeFunctions: FunctionTable = {
  now: { least: 0, most: 0, run: (_, record) => new Date(record.now) },
  timestamp: { least: 0, most: 0, run: (_, record) => record.now },
  format: { least: 1, most: 2, run: format },
  dformat: { least: 1, most: 3, run: format },
  date: { least: 1, most: 3, run: readDate },
  date_part: { least: 2, most: 2, run: ([name, given]) => datePart(name, dateOf(given)) },
  make_date_time: { least: 3, most: 8, run: makeDate },
  make_timestamp: { least: 3, most: 8, run: (given) => makeDate(given)?.getTime() ?? null },
  zone_date_to_utc: { least: 1, most: 1, run: ([given]) => dateOf(given) },
};
