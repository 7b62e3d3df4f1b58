import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { FunctionTable } from "./function-table.ts";
import { listOf, numberOf, textOf, type Value } from "./values.ts";

/** A function of one text; null stays null. */
const onText =
  (work: (text: string) => Value) =>
  ([given]: readonly Value[]): Value => {
    const text = textOf(given);
    return text === null ? null : work(text);
  };

const hash = (algorithm: string) => onText((text) => createHash(algorithm).update(text).digest("hex"));

const pad =
  (side: "padStart" | "padEnd") =>
  ([given, length, filling]: readonly Value[]) =>
    textOf(given)?.[side](Math.min(numberOf(length) ?? 0, 10_000), textOf(filling) ?? " ") ?? null;

/** Data Prep knows only these parts of an address. */
const urlPart = (part: (url: URL) => string) =>
  onText((text) => {
    const url = URL.parse(text);
    return url === null ? null : part(url);
  });

/** A pattern an operator wrote: bounded in length, since it runs on every record. */
function pattern(given: Value): RegExp | null {
  const text = textOf(given);
  if (text === null || text.length > 200) return null;
  try {
    return new RegExp(text);
  } catch {
    return null;
  }
}

export const textFunctions: FunctionTable = {
  concat: { least: 1, run: (given) => given.map((value) => textOf(value) ?? "").join("") },
  explode: { least: 1, most: 2, run: ([given, by]) => textOf(given)?.split(pattern(by ?? ",") ?? ",") ?? null },
  split: { least: 1, most: 2, run: ([given, by]) => textOf(given)?.split(textOf(by) ?? " ") ?? null },
  join: {
    least: 2,
    run: ([by, ...lists]) =>
      lists
        .flatMap(listOf)
        .map((value) => textOf(value) ?? "")
        .join(textOf(by) ?? ""),
  },
  instr: {
    least: 2,
    most: 4,
    run: ([given, part, start]) => {
      const [text, wanted] = [textOf(given), textOf(part)];
      return text === null || wanted === null ? null : text.indexOf(wanted, (numberOf(start) ?? 1) - 1);
    },
  },
  substr: {
    least: 2,
    most: 3,
    run: ([given, start, length]) => {
      const from = numberOf(start) ?? 0;
      const count = numberOf(length);
      return textOf(given)?.slice(from, count === null ? undefined : from + count) ?? null;
    },
  },
  replacestr: {
    least: 3,
    most: 3,
    run: ([given, find, by]) => textOf(given)?.replaceAll(textOf(find) ?? "", textOf(by) ?? "") ?? null,
  },
  lower: { least: 1, most: 1, run: onText((text) => text.toLowerCase()) },
  lcase: { least: 1, most: 1, run: onText((text) => text.toLowerCase()) },
  upper: { least: 1, most: 1, run: onText((text) => text.toUpperCase()) },
  ucase: { least: 1, most: 1, run: onText((text) => text.toUpperCase()) },
  lpad: { least: 2, most: 3, run: pad("padStart") },
  rpad: { least: 2, most: 3, run: pad("padEnd") },
  left: { least: 2, most: 2, run: ([given, count]) => textOf(given)?.slice(0, numberOf(count) ?? 0) ?? null },
  right: {
    least: 2,
    most: 2,
    run: ([given, count]) => {
      const text = textOf(given);
      return text === null ? null : text.slice(Math.max(0, text.length - (numberOf(count) ?? 0)));
    },
  },
  ltrim: { least: 1, most: 1, run: onText((text) => text.trimStart()) },
  rtrim: { least: 1, most: 1, run: onText((text) => text.trimEnd()) },
  trim: { least: 1, most: 1, run: onText((text) => text.trim()) },
  equals: { least: 2, most: 2, run: ([left, right]) => textOf(left) === textOf(right) },
  equalsIgnoreCase: {
    least: 2,
    most: 2,
    run: ([left, right]) => textOf(left)?.toLowerCase() === textOf(right)?.toLowerCase(),
  },
  extract_regex: {
    least: 2,
    most: 2,
    run: ([given, by]) => {
      const found = pattern(by)?.exec(textOf(given) ?? "");
      return found === null || found === undefined ? null : [...found];
    },
  },
  matches_regex: { least: 2, most: 2, run: ([given, by]) => pattern(by)?.test(textOf(given) ?? "") ?? null },
  sha1: { least: 1, most: 2, run: hash("sha1") },
  sha256: { least: 1, most: 2, run: hash("sha256") },
  sha512: { least: 1, most: 2, run: hash("sha512") },
  md5: { least: 1, most: 2, run: hash("md5") },
  crc32: { least: 1, most: 2, run: onText((text) => crc32(text).toString(16)) },
  get_url_protocol: { least: 1, most: 1, run: urlPart((url) => url.protocol.replace(":", "")) },
  get_url_host: { least: 1, most: 1, run: urlPart((url) => url.hostname) },
  get_url_port: { least: 1, most: 1, run: urlPart((url) => url.port) },
  get_url_path: { least: 1, most: 1, run: urlPart((url) => url.pathname) },
  get_url_query_str: { least: 1, most: 2, run: urlPart((url) => url.search.replace("?", "")) },
};
