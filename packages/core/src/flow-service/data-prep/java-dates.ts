/** Java's date patterns, as far as Data Prep's examples use them; always UTC. */

const parts = /'[^']*'|''|y+|M+|d+|H+|h+|m+|s+|S+|a+|E+|X+|Z+|z+|[^A-Za-z']+|[A-Za-z]/g;

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** The time as text; `epoch` in milliseconds. Letters that are not known stay as they are. */
export function formatDate(epoch: number, pattern: string): string {
  const date = new Date(epoch);
  return (pattern.match(parts) ?? []).map((part) => formatPart(date, part)).join("");
}

function formatPart(date: Date, part: string): string {
  if (part === "''") return "'";
  if (part.startsWith("'")) return part.slice(1, -1);
  const pad = (value: number): string => String(value).padStart(part.length, "0");
  switch (part[0]) {
    case "y":
      return part.length === 2 ? String(date.getUTCFullYear() % 100).padStart(2, "0") : pad(date.getUTCFullYear());
    case "M":
      return formatMonth(date, part.length, pad);
    case "d":
      return pad(date.getUTCDate());
    case "H":
      return pad(date.getUTCHours());
    case "h":
      return pad(date.getUTCHours() % 12 || 12);
    case "m":
      return pad(date.getUTCMinutes());
    case "s":
      return pad(date.getUTCSeconds());
    case "S":
      return String(date.getUTCMilliseconds()).padStart(3, "0").padEnd(part.length, "0").slice(0, part.length);
    case "a":
      return date.getUTCHours() < 12 ? "AM" : "PM";
    case "E":
      return (days[date.getUTCDay()] ?? "").slice(0, part.length < 4 ? 3 : 20);
    case "X":
      return "Z";
    case "Z":
      return "+0000";
    case "z":
      return "UTC";
    default:
      return part;
  }
}

function formatMonth(date: Date, length: number, pad: (value: number) => string): string {
  const name = months[date.getUTCMonth()] ?? "";
  if (length >= 4) return name;
  return length === 3 ? name.slice(0, 3) : pad(date.getUTCMonth() + 1);
}

/** Epoch milliseconds of a text in a pattern; undefined when it does not fit. */
export function parseDate(text: string, pattern: string): number | undefined {
  const letters: string[] = [];
  const source = (pattern.match(parts) ?? []).map((part) => {
    if (part === "''") return "'";
    if (part.startsWith("'")) return escape(part.slice(1, -1));
    const letter = part[0] ?? "";
    if (!/[yMdHhmsSaXZz]/.test(letter)) return escape(part);
    letters.push(letter);
    if (letter === "M" && part.length >= 3) return "([A-Za-z]+)";
    if (letter === "a") return "([AaPp][Mm])";
    if (letter === "X" || letter === "Z" || letter === "z") return "(Z|UTC|GMT|[+-]\\d{2}:?\\d{2})";
    return part.length === 1 ? "(\\d+)" : `(\\d{1,${Math.max(part.length, 2)}})`;
  });
  const found = new RegExp(`^${source.join("")}$`).exec(text.trim());
  return found === null ? undefined : assemble(letters, found.slice(1));
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function assemble(letters: readonly string[], values: readonly string[]): number | undefined {
  const read = (letter: string): string | undefined => values[letters.indexOf(letter)];
  const number = (letter: string, otherwise: number): number => Number(read(letter) ?? otherwise);
  const monthText = read("M") ?? "1";
  const named = months.findIndex((name) => name.slice(0, 3).toLowerCase() === monthText.slice(0, 3).toLowerCase());
  const month = /^\d/.test(monthText) ? Number(monthText) - 1 : named;
  const year = number("y", 1970);
  const halfDay = read("a")?.toLowerCase() === "pm" ? 12 : 0;
  const hour = read("h") === undefined ? number("H", 0) : (number("h", 0) % 12) + halfDay;
  const fraction = Number((read("S") ?? "0").padEnd(3, "0").slice(0, 3));
  const epoch = Date.UTC(
    year < 100 ? year + 2000 : year,
    month,
    number("d", 1),
    hour,
    number("m", 0),
    number("s", 0),
    fraction,
  );
  const zone = /([+-])(\d{2}):?(\d{2})/.exec(read("X") ?? read("Z") ?? read("z") ?? "");
  const shift = zone === null ? 0 : (zone[1] === "-" ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3])) * 60_000;
  return month < 0 || Number.isNaN(epoch) ? undefined : epoch - shift;
}

/** Forms in which a date without a pattern is understood, after ISO 8601. */
const usualPatterns = [
  "yyyy-MM-dd HH:mm:ss.SSS",
  "yyyy-MM-dd HH:mm:ss",
  "yyyy/MM/dd HH:mm:ss",
  "yyyy/MM/dd",
  "MM/dd/yyyy",
  "MM/dd/yyyy HH:mm:ss",
  "dd-MMM-yyyy",
  "yyyyMMdd",
];

const isoShape = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** Epoch milliseconds of a date in one of the usual forms; a date without a zone is UTC. */
export function readUsualDate(text: string): number | undefined {
  if (isoShape.test(text)) {
    const zoned = text.includes("T") && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text;
    const epoch = Date.parse(zoned);
    if (!Number.isNaN(epoch)) return epoch;
  }
  for (const pattern of usualPatterns) {
    const epoch = parseDate(text, pattern);
    if (epoch !== undefined) return epoch;
  }
  return undefined;
}

/** The largest time that JavaScript and Java's dates both know. */
const LATEST = 8.64e15;

export function isTime(epoch: number): boolean {
  return Number.isFinite(epoch) && Math.abs(epoch) <= LATEST;
}
