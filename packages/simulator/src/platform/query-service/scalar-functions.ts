import { compareSql, SqlError, sqlText } from "./sql-values.ts";

/** A function of one row's values. */
type ScalarFunction = (values: readonly unknown[]) => unknown;

const nullSafe =
  (apply: (first: unknown, ...rest: readonly unknown[]) => unknown): ScalarFunction =>
  ([first, ...rest]) =>
    first === null || first === undefined ? null : apply(first, ...rest);

const units: Readonly<Record<string, number>> = { year: 4, month: 7, day: 10, hour: 13, minute: 16, second: 19 };
const ZERO_TIME = "0000-01-01T00:00:00";

/** A moment cut to its year, month, day, hour, minute or second, in UTC. */
function truncate(unit: unknown, value: unknown): unknown {
  const length = units[sqlText(unit).toLowerCase()];
  if (length === undefined)
    throw new SqlError(`date_trunc knows ${Object.keys(units).join(", ")}, not ${sqlText(unit)}`);
  const iso = isoOf(value);
  return iso === null ? null : `${iso.slice(0, length)}${ZERO_TIME.slice(length)}Z`;
}

function isoOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const time = typeof value === "number" ? value : Date.parse(sqlText(value));
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

const rounded = (value: unknown, digits: unknown): number => {
  const factor = 10 ** Number(digits ?? 0);
  return Math.round(Number(value) * factor) / factor;
};

export const scalarFunctions: Readonly<Record<string, ScalarFunction>> = {
  lower: nullSafe((text) => sqlText(text).toLowerCase()),
  upper: nullSafe((text) => sqlText(text).toUpperCase()),
  trim: nullSafe((text) => sqlText(text).trim()),
  length: nullSafe((text) => sqlText(text).length),
  substring: nullSafe((text, from, length) => {
    const start = Number(from ?? 1) - 1;
    return sqlText(text).slice(start, length === undefined ? undefined : start + Number(length));
  }),
  concat: (values) => values.map(sqlText).join(""),
  coalesce: (values) => values.find((value) => value !== null && value !== undefined) ?? null,
  nullif: ([first, second]) => (compareSql(first, second) === 0 ? null : first),
  abs: nullSafe((value) => Math.abs(Number(value))),
  floor: nullSafe((value) => Math.floor(Number(value))),
  ceil: nullSafe((value) => Math.ceil(Number(value))),
  round: nullSafe(rounded),
  greatest: (values) => values.reduce((best, value) => (compareSql(value, best) > 0 ? value : best), null),
  least: (values) => {
    const [first = null, ...others] = values.filter((value) => value !== null && value !== undefined);
    return others.reduce<unknown>((best, value) => (compareSql(value, best) < 0 ? value : best), first);
  },
  date_trunc: ([unit, value]) => truncate(unit, value),
  to_date: nullSafe((value) => isoOf(value)?.slice(0, 10) ?? null),
  to_timestamp: nullSafe(isoOf),
  year: nullSafe((value) => Number(isoOf(value)?.slice(0, 4))),
  month: nullSafe((value) => Number(isoOf(value)?.slice(5, 7))),
  size: nullSafe((value) => (Array.isArray(value) ? value.length : Object.keys(value as object).length)),
};

/** The casts that a query may write. */
export function castTo(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null;
  switch (type.toLowerCase()) {
    case "int":
    case "integer":
    case "bigint":
    case "long":
    case "smallint":
      return castNumber(value, Math.trunc);
    case "double":
    case "double precision":
    case "float":
    case "real":
    case "numeric":
    case "decimal":
      return castNumber(value, (number) => number);
    case "text":
    case "string":
    case "varchar":
      return sqlText(value);
    case "boolean":
      return value === true || sqlText(value).toLowerCase() === "true";
    case "date":
      return isoOf(value)?.slice(0, 10) ?? null;
    case "timestamp":
      return isoOf(value);
    default:
      throw new SqlError(`cannot cast to ${type}`);
  }
}

function castNumber(value: unknown, shape: (number: number) => number): number | null {
  const number = typeof value === "boolean" ? Number(value) : Number(sqlText(value));
  return Number.isNaN(number) ? null : shape(number);
}
