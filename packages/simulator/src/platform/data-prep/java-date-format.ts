import { ExpressionError } from "./expression.ts";
import { offsetText, ZonedDate } from "./values.ts";

const MONTHS = [
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
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** The letters and quoted parts of a pattern: `yyyy-MM-dd'T'HH:mm` is year, "-", month, … */
function piecesOf(pattern: string): { readonly letter: string; readonly length: number; readonly text: string }[] {
  const pieces: { letter: string; length: number; text: string }[] = [];
  for (const match of pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']/g)) {
    const [whole, quoted, letter] = match;
    if (letter !== undefined) pieces.push({ letter, length: whole.length, text: "" });
    else
      pieces.push({
        letter: "",
        length: 0,
        text: quoted === undefined ? whole : quoted === "" ? "'" : quoted.replaceAll("''", "'"),
      });
  }
  return pieces;
}

/** A date by a pattern of Java's DateTimeFormatter. Throws ExpressionError for a letter that is not supported. */
export function formatDate(date: ZonedDate, pattern: string): string {
  return piecesOf(pattern)
    .map(({ letter, length, text }) => (letter === "" ? text : formatPiece(date, letter, length)))
    .join("");
}

function formatPiece(date: ZonedDate, letter: string, length: number): string {
  const local = date.local();
  const padded = (value: number): string => String(value).padStart(length, "0");
  switch (letter) {
    case "y":
    case "u":
      return length === 2 ? String(local.getUTCFullYear() % 100).padStart(2, "0") : padded(local.getUTCFullYear());
    case "M":
    case "L":
      return nameOr(MONTHS[local.getUTCMonth()] ?? "", local.getUTCMonth() + 1, length);
    case "d":
      return padded(local.getUTCDate());
    case "D":
      return padded(dayOfYear(local));
    case "E":
      return (DAYS[local.getUTCDay()] ?? "").slice(0, length >= 4 ? undefined : 3);
    case "H":
      return padded(local.getUTCHours());
    case "k":
      return padded(local.getUTCHours() || 24);
    case "h":
      return padded(local.getUTCHours() % 12 || 12);
    case "K":
      return padded(local.getUTCHours() % 12);
    case "m":
      return padded(local.getUTCMinutes());
    case "s":
      return padded(local.getUTCSeconds());
    case "S":
      return String(local.getUTCMilliseconds()).padStart(3, "0").padEnd(9, "0").slice(0, length);
    case "a":
      return local.getUTCHours() < 12 ? "AM" : "PM";
    default:
      return formatZone(date, letter, length);
  }
}

function formatZone(date: ZonedDate, letter: string, length: number): string {
  const offset = offsetText(date.offsetMinutes).replace("Z", "+00:00");
  if (letter === "X" && date.offsetMinutes === 0) return "Z";
  if (letter === "X" || letter === "x") {
    if (length === 1 && offset.endsWith(":00")) return offset.slice(0, 3);
    return length <= 2 ? offset.replace(":", "") : offset;
  }
  if (letter === "Z") return length <= 3 ? offset.replace(":", "") : offset;
  if (letter === "z" || letter === "V") return date.offsetMinutes === 0 ? "UTC" : offset;
  throw new ExpressionError(`the letter ${letter} of a date pattern is not supported`);
}

function nameOr(name: string, number: number, length: number): string {
  if (length >= 4) return name;
  return length === 3 ? name.slice(0, 3) : String(number).padStart(length, "0");
}

export function dayOfYear(date: Date): number {
  return Math.floor(
    (Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 0)) /
      86_400_000,
  );
}

/** Reads a date written by a pattern; null if the text does not follow it. A missing zone is UTC. */
export function parseDate(text: string, pattern: string): ZonedDate | null {
  const names: string[] = [];
  const source = piecesOf(pattern)
    .map(({ letter, length, text: literal }) => {
      if (letter === "") return literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      names.push(letter);
      return pieceExpression(letter, length);
    })
    .join("");
  const match = new RegExp(`^${source}$`, "i").exec(text.trim());
  return match === null ? null : assemble(names, match.slice(1));
}

function pieceExpression(letter: string, length: number): string {
  if (letter === "M" && length >= 3) return "([A-Za-z]+)";
  if (letter === "y" || letter === "u") return length === 2 ? "(\\d{2})" : "(\\d{4})";
  if (/[XxZ]/.test(letter)) return "(Z|[+-]\\d{2}:?(?:\\d{2})?)";
  if (/[zV]/.test(letter)) return "([A-Za-z/_]+|Z|[+-]\\d{2}:?\\d{2})";
  if (letter === "a") return "(AM|PM)";
  if (letter === "E") return "([A-Za-z]+)";
  if (letter === "S") return `(\\d{${length}})`;
  if (!/[MdDHhkKms]/.test(letter)) throw new ExpressionError(`the letter ${letter} of a date pattern is not supported`);
  return length === 1 ? "(\\d{1,2})" : `(\\d{${length}})`;
}

function assemble(names: readonly string[], parts: readonly string[]): ZonedDate | null {
  const part = (letters: string): string | undefined => parts[names.findIndex((name) => letters.includes(name))];
  const number = (letters: string, otherwise: number): number => Number(part(letters) ?? otherwise);
  const yearText = part("yu") ?? "1970";
  const year = yearText.length === 2 ? 2000 + Number(yearText) : Number(yearText);
  const monthText = part("M") ?? "1";
  const month = /^\d+$/.test(monthText)
    ? Number(monthText)
    : MONTHS.findIndex((name) => name.toLowerCase().startsWith(monthText.slice(0, 3).toLowerCase())) + 1;
  const half = part("a")?.toUpperCase();
  const twelve = part("hK");
  const hours = twelve === undefined ? number("Hk", 0) % 24 : (Number(twelve) % 12) + (half === "PM" ? 12 : 0);
  const milliseconds = Number((part("S") ?? "0").padEnd(3, "0").slice(0, 3));
  const offset = offsetOf(part("XxZzV"));
  const day = number("d", 1);
  const local = Date.UTC(year, month - 1, day, hours, number("m", 0), number("s", 0), milliseconds);
  return Number.isNaN(local) || new Date(local).getUTCDate() !== day
    ? null
    : new ZonedDate(local - offset * 60_000, offset);
}

/** Minutes of `Z`, `+01`, `-0330`, `+05:30`; names of zones other than these are UTC here. */
function offsetOf(text: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(text ?? "");
  if (match === null) return 0;
  return (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0));
}

const usualPatterns = [
  "yyyy-MM-dd'T'HH:mm:ss.SSSX",
  "yyyy-MM-dd'T'HH:mm:ssX",
  "yyyy-MM-dd'T'HH:mm:ss.SSS",
  "yyyy-MM-dd'T'HH:mm:ss",
  "yyyy-MM-dd'T'HH:mmX",
  "yyyy-MM-dd'T'HH:mm",
  "yyyy-MM-dd HH:mm:ss.SSS",
  "yyyy-MM-dd HH:mm:ssX",
  "yyyy-MM-dd HH:mm:ss",
  "yyyy-MM-dd HH:mm",
  "yyyy-MM-dd",
  "yyyy/MM/dd",
  "MM/dd/yyyy HH:mm:ss",
  "MM/dd/yyyy HH:mm",
  "M/d/yyyy",
  "dd-MMM-yyyy",
  "yyyyMMdd",
];

/** Reads a date written in one of the usual ways, or as milliseconds. */
export function parseUsualDate(text: string): ZonedDate | null {
  if (/^-?\d{10,15}$/.test(text)) return new ZonedDate(Number(text));
  const trimmed = text.replace(/(\.\d{3})\d+/, "$1");
  for (const pattern of usualPatterns) {
    const date = parseDate(trimmed, pattern);
    if (date !== null) return date;
  }
  return null;
}
