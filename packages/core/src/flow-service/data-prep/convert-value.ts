import { plainValue } from "./compile-expression.ts";
import { isTime } from "./java-dates.ts";
import { dateOf } from "./time-functions.ts";
import { isEmpty, isMembers, type Members, numberOf, textOf, type Value } from "./values.ts";
import type { XdmField } from "./xdm-field.ts";

/** Called for each value that does not fit its field: the column is left empty, as Data Prep does, and counted. */
export type OnMisfit = (path: string, expected: XdmField["kind"], found: Value) => void;

/** A value in the type of its field; undefined when nothing is to be written. */
export function convertValue(value: Value, field: XdmField, path: string, onMisfit: OnMisfit): Value {
  if (value === null || value === undefined) return undefined;
  const converted = converters[field.kind](value, field, path, onMisfit);
  if (converted === undefined && !isEmpty(value)) onMisfit(path, field.kind, value);
  return converted;
}

type Convert = (value: Value, field: XdmField, path: string, onMisfit: OnMisfit) => Value;

const truths = new Set(["true", "t", "yes", "y", "on", "1"]);
const untruths = new Set(["false", "f", "no", "n", "off", "0"]);

const converters: Readonly<Record<XdmField["kind"], Convert>> = {
  any: (value) => plainValue(value),
  string: (value) => (isMembers(value) || Array.isArray(value) ? undefined : (textOf(value) ?? undefined)),
  number: (value) => (typeof value === "boolean" ? undefined : (numberOf(value) ?? undefined)),
  integer: (value) => {
    const number = typeof value === "boolean" ? null : numberOf(value);
    return number !== null && Number.isSafeInteger(number) ? number : undefined;
  },
  boolean: (value) => {
    const text = textOf(value)?.trim().toLowerCase() ?? "";
    return truths.has(text) ? true : untruths.has(text) ? false : undefined;
  },
  "date-time": (value) => (isMembers(value) ? undefined : instant(value)?.toISOString()),
  date: (value) => (isMembers(value) ? undefined : instant(value)?.toISOString().slice(0, 10)),
  object: convertMembers,
  map: (value, field, path, onMisfit) => {
    if (!isMembers(value)) return undefined;
    const { items } = field;
    const entries = Object.entries(value).map(
      ([name, member]) =>
        [name, items === undefined ? member : convertValue(member, items, `${path}.${name}`, onMisfit)] as const,
    );
    return withoutAbsent(entries);
  },
  array: (value, field, path, onMisfit) => {
    if (!Array.isArray(value)) return undefined;
    const { items } = field;
    const list = (value as readonly Value[]).map((item) =>
      items === undefined ? item : convertValue(item, items, `${path}[*]`, onMisfit),
    );
    return list.filter((item) => item !== undefined);
  },
};

/** Numbers read as dates are milliseconds since 1970: that is what the platform does. */
function instant(value: Value): Date | undefined {
  const date = typeof value === "boolean" ? null : dateOf(value);
  return date !== null && isTime(date.getTime()) ? date : undefined;
}

/** Object to object: members of the same name, recursively; the others are not the schema's. */
function convertMembers(value: Value, field: XdmField, path: string, onMisfit: OnMisfit): Value {
  if (!isMembers(value)) return undefined;
  const entries = [...field.members].map(
    ([name, member]) =>
      [
        name,
        convertValue(Object.hasOwn(value, name) ? value[name] : null, member, `${path}.${name}`, onMisfit),
      ] as const,
  );
  return withoutAbsent(entries);
}

function withoutAbsent(entries: readonly (readonly [string, Value])[]): Members | undefined {
  const present = entries.filter(([, value]) => value !== undefined);
  return present.length === 0 ? undefined : Object.fromEntries(present);
}
