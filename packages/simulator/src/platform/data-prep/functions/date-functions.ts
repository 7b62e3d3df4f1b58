import { ExpressionError } from "../expression.ts";
import { dayOfYear, formatDate, parseDate, parseUsualDate } from "../java-date-format.ts";
import { numberOf, textOf, ZonedDate, type Value } from "../values.ts";
import { inCategory, row } from "./data-prep-function.ts";

/** A date as a value holds or spells it; numbers are milliseconds. */
export function dateOf(value: Value | undefined): ZonedDate | null {
  if (value instanceof ZonedDate) return value;
  if (typeof value === "number") return new ZonedDate(value);
  const text = textOf(value ?? null);
  return text === null ? null : parseUsualDate(text);
}

function readDate([value = null, pattern, otherwise]: readonly Value[]): Value {
  const fallback = otherwise === undefined ? null : dateOf(otherwise);
  if (value === null) return fallback;
  if (value instanceof ZonedDate) return value;
  const format = pattern === undefined ? undefined : textOf(pattern);
  const date = typeof format === "string" ? parseDate(textOf(value) ?? "", format) : dateOf(value);
  if (date === null && fallback === null) throw new ExpressionError(`cannot read ${textOf(value) ?? ""} as a date`);
  return date ?? fallback;
}

/** Minutes between UTC and a zone at a moment. */
function offsetIn(zone: string, milliseconds: number): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(milliseconds);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return Math.round((local - Math.floor(milliseconds / 1000) * 1000) / 60_000);
}

const components: Readonly<Record<string, (date: Date) => number>> = {
  year: (date) => date.getUTCFullYear(),
  quarter: (date) => Math.floor(date.getUTCMonth() / 3) + 1,
  month: (date) => date.getUTCMonth() + 1,
  dayofyear: dayOfYear,
  day: (date) => date.getUTCDate(),
  week: (date) => Math.ceil(dayOfYear(date) / 7),
  weekday: (date) => date.getUTCDay() + 1,
  hour: (date) => date.getUTCHours(),
  hh12: (date) => date.getUTCHours() % 12 || 12,
  minute: (date) => date.getUTCMinutes(),
  second: (date) => date.getUTCSeconds(),
  millisecond: (date) => date.getUTCMilliseconds(),
};

const shortNames: Readonly<Record<string, string>> = {
  yyyy: "year",
  yy: "year",
  qq: "quarter",
  q: "quarter",
  mm: "month",
  m: "month",
  dy: "dayofyear",
  y: "dayofyear",
  dd: "day",
  d: "day",
  ww: "week",
  w: "week",
  dw: "weekday",
  hh: "hour",
  hh24: "hour",
  mi: "minute",
  n: "minute",
  ss: "second",
  s: "second",
  ms: "millisecond",
};

function componentOf(value: Value | undefined): string {
  const name = (textOf(value ?? null) ?? "").toLowerCase();
  const found = name in components ? name : shortNames[name];
  if (found === undefined) throw new ExpressionError(`${name} is not a part of a date`);
  return found;
}

const setters: Readonly<Record<string, (date: Date, value: number) => void>> = {
  year: (date, value) => void date.setUTCFullYear(value),
  month: (date, value) => void date.setUTCMonth(value - 1),
  day: (date, value) => void date.setUTCDate(value),
  hour: (date, value) => void date.setUTCHours(value),
  minute: (date, value) => void date.setUTCMinutes(value),
  second: (date, value) => void date.setUTCSeconds(value),
};

function setPart([component, value, date]: readonly Value[]): Value {
  const found = dateOf(date);
  const set = setters[componentOf(component)];
  if (found === null) return null;
  if (set === undefined) throw new ExpressionError(`${textOf(component ?? null) ?? ""} cannot be set`);
  const local = found.local();
  set(local, numberOf(value ?? null) ?? 0);
  return new ZonedDate(local.getTime() - found.offsetMinutes * 60_000, found.offsetMinutes);
}

function makeDate(values: readonly Value[]): Value {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, nano = 0] = values.map(
    (value) => numberOf(value) ?? 0,
  );
  const local = Date.UTC(year, month - 1, day, hour, minute, second, Math.floor(nano / 1_000_000));
  const zone = textOf(values[7] ?? null) ?? "UTC";
  const offset = offsetIn(zone, local - offsetIn(zone, local) * 60_000);
  return new ZonedDate(local - offset * 60_000, offset);
}

export const dateFunctions = inCategory("Date / Time", [
  row("now", "ZonedDateTime now()", "The current time.", [0, 0], (_values, context) => new ZonedDate(context.now())),
  row("timestamp", "Long timestamp()", "The current time in milliseconds.", [0, 0], (_values, context) =>
    context.now(),
  ),
  row("format", "String format(ZonedDateTime, String)", "A date by a pattern.", [2, 2], ([date, pattern = null]) => {
    const found = dateOf(date);
    return found === null ? null : formatDate(found, textOf(pattern) ?? "");
  }),
  row(
    "dformat",
    "String dformat(Long, String)",
    "A timestamp in milliseconds by a pattern.",
    [2, 2],
    ([timestamp = null, pattern = null]) => {
      const milliseconds = numberOf(timestamp);
      return milliseconds === undefined ? null : formatDate(new ZonedDate(milliseconds), textOf(pattern) ?? "");
    },
  ),
  row(
    "date",
    "ZonedDateTime date(String, String, ZonedDateTime)",
    "Reads a date by the pattern it is written in.",
    [1, 3],
    readDate,
  ),
  row("date_part", "Integer date_part(String, ZonedDateTime)", "A part of a date.", [2, 2], ([component, date]) => {
    const found = dateOf(date);
    return found === null ? null : (components[componentOf(component)]?.(found.local()) ?? null);
  }),
  row(
    "set_date_part",
    "ZonedDateTime set_date_part(String, Integer, ZonedDateTime)",
    "A date with one part replaced.",
    [3, 3],
    setPart,
  ),
  row(
    "make_date_time/make_timestamp",
    "ZonedDateTime make_date_time(Integer...)",
    "A date from its parts and a zone.",
    [8, 8],
    makeDate,
  ),
  row(
    "zone_date_to_utc",
    "ZonedDateTime zone_date_to_utc(ZonedDateTime)",
    "The same moment in UTC.",
    [1, 1],
    ([date]) => {
      const found = dateOf(date);
      return found === null ? null : new ZonedDate(found.milliseconds);
    },
  ),
  row(
    "zone_date_to_zone",
    "ZonedDateTime zone_date_to_zone(ZonedDateTime, String)",
    "The same moment in another zone.",
    [2, 2],
    ([date, zone = null]) => {
      const found = dateOf(date);
      return found === null
        ? null
        : new ZonedDate(found.milliseconds, offsetIn(textOf(zone) ?? "UTC", found.milliseconds));
    },
  ),
]);
