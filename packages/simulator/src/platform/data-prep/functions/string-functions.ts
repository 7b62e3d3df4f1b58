import { isList, numberOf, textOf, type Value } from "../values.ts";
import { ANY_NUMBER, inCategory, row } from "./data-prep-function.ts";

/** A function of one text; null gives null. */
const onText =
  (change: (text: string, ...rest: readonly Value[]) => Value) =>
  ([first = null, ...rest]: readonly Value[]): Value => {
    const text = textOf(first);
    return text === null ? null : change(text, ...rest);
  };

const whole = (value: Value | undefined, otherwise: number): number => Math.trunc(numberOf(value ?? null) ?? otherwise);

/** The first or last characters, repeated padding cut to what is missing. */
function padding(text: string, count: Value | undefined, pad: Value | undefined): string {
  const filler = textOf(pad ?? null) ?? "";
  const missing = Math.max(0, whole(count, 0) - text.length);
  return (filler === "" ? " " : filler).repeat(missing).slice(0, missing);
}

function positionOf(text: string, part: string, start: number, occurrence: number): number {
  let at = start - 1;
  for (let found = 0; found < occurrence; found += 1) {
    at = text.indexOf(part, at + 1);
    if (at < 0) return -1;
  }
  return at;
}

/** A list of characters to split at; any of them divides. */
function splitAny(text: string, separators: string): string[] {
  const escaped = separators.replaceAll("\\\\", "\\").replace(/[\\\]^-]/g, "\\$&");
  return escaped === "" ? [text] : text.split(new RegExp(`[${escaped}]`)).filter((part) => part !== "");
}

/** Java's names of character classes and flags mean the same here; an expression that does not compile gives no match. */
function expressionOf(pattern: string, flags = ""): RegExp {
  return new RegExp(pattern, flags);
}

export const stringFunctions = inCategory("String", [
  row("concat", "String concat(String...)", "Concatenates the given strings.", [0, ANY_NUMBER], (values) =>
    values.map((value) => textOf(value) ?? "").join(""),
  ),
  row(
    "explode",
    "String[] explode(String, String)",
    "Splits a string at a regular expression, by default a comma.",
    [1, 2],
    onText((text, regex) => text.split(expressionOf(textOf(regex ?? null) ?? ","))),
  ),
  row(
    "split",
    "String[] split(String, String)",
    "Splits a string at any of the given characters.",
    [2, 2],
    onText((text, separators) => splitAny(text, textOf(separators ?? null) ?? "")),
  ),
  row(
    "join",
    "String join(String, Object[])",
    "Joins the elements of a list with a separator.",
    [2, ANY_NUMBER],
    ([separator = null, ...rest]) =>
      rest
        .flatMap((value) => (isList(value) ? value : [value]))
        .map((value) => textOf(value) ?? "null")
        .join(textOf(separator) ?? ""),
  ),
  row(
    "instr",
    "Integer instr(String, String, Integer, Integer)",
    "The index of a part of a string, from 0; -1 if it is not there.",
    [2, 4],
    onText((text, part, start, occurrence) =>
      positionOf(text, textOf(part ?? null) ?? "", whole(start, 0), whole(occurrence, 1)),
    ),
  ),
  row(
    "substr",
    "String substr(String, Integer, Integer)",
    "The part of a string from an index, of a length.",
    [3, 3],
    onText((text, start, length) => text.slice(whole(start, 0), whole(start, 0) + whole(length, 0))),
  ),
  row(
    "replacestr",
    "String replacestr(String, String, String)",
    "Replaces a part wherever it stands in a string.",
    [3, 3],
    onText((text, find, replace) => text.replaceAll(textOf(find ?? null) ?? "", () => textOf(replace ?? null) ?? "")),
  ),
  row(
    "lower/lcase",
    "String lower(String)",
    "A string in lower case.",
    [1, 1],
    onText((text) => text.toLowerCase()),
  ),
  row(
    "upper/ucase",
    "String upper(String)",
    "A string in upper case.",
    [1, 1],
    onText((text) => text.toUpperCase()),
  ),
  row(
    "lpad",
    "String lpad(String, Integer, String)",
    "Fills a string on the left up to a size.",
    [3, 3],
    ([text = null, count, pad]) => padding(textOf(text) ?? "", count, pad) + (textOf(text) ?? ""),
  ),
  row(
    "rpad",
    "String rpad(String, Integer, String)",
    "Fills a string on the right up to a size.",
    [3, 3],
    ([text = null, count, pad]) => (textOf(text) ?? "") + padding(textOf(text) ?? "", count, pad),
  ),
  row(
    "left",
    "String left(String, Integer)",
    "The first characters of a string.",
    [2, 2],
    onText((text, count) => text.slice(0, Math.max(0, whole(count, 0)))),
  ),
  row(
    "right",
    "String right(String, Integer)",
    "The last characters of a string.",
    [2, 2],
    onText((text, count) => text.slice(Math.max(0, text.length - whole(count, 0)))),
  ),
  row(
    "ltrim",
    "String ltrim(String)",
    "A string without blanks at its beginning.",
    [1, 1],
    onText((text) => text.trimStart()),
  ),
  row(
    "rtrim",
    "String rtrim(String)",
    "A string without blanks at its end.",
    [1, 1],
    onText((text) => text.trimEnd()),
  ),
  row(
    "trim",
    "String trim(String)",
    "A string without blanks at either end.",
    [1, 1],
    onText((text) => text.trim()),
  ),
  row(
    "extract_regex",
    "String[] extract_regex(String, String)",
    "What a regular expression matches: the whole, then its groups.",
    [2, 2],
    onText((text, regex) => {
      const match = expressionOf(textOf(regex ?? null) ?? "").exec(text);
      return match === null ? [] : match.map((group: string | undefined) => group ?? null);
    }),
  ),
  row(
    "matches_regex",
    "Boolean matches_regex(String, String)",
    "Whether the whole string matches a regular expression.",
    [2, 2],
    onText((text, regex) => expressionOf(`^(?:${textOf(regex ?? null) ?? ""})$`, "s").test(text)),
  ),
]);
