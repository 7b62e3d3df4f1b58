import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a list object holds, or the array itself. */
export function entriesOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as readonly unknown[];
  return isRecord(value) && Array.isArray(value.data) ? (value.data as readonly unknown[]) : undefined;
}

/** Whether a date-time of a dataset is the moment that Stripe writes as Unix seconds. */
function isMoment(found: string, seconds: number): boolean {
  return /^\d{4}-\d\d-\d\dT/.test(found) && Date.parse(found) === seconds * 1000;
}

/** Whether `found` is the SHA-256 of a text, as written or trimmed and in lower case: a policy may hash. */
function isHashOf(found: string, text: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(found)) return false;
  const digest = (value: string): string => createHash("sha256").update(value).digest("hex");
  return found === digest(text) || found === digest(text.trim().toLowerCase());
}

/** Whether a text is the value as JSON; of a list, what it holds counts and not how it was paged. */
function isJsonTextOf(found: string, value: unknown): boolean {
  try {
    const parsed: unknown = JSON.parse(found);
    const entries = entriesOf(value);
    return isDeepStrictEqual(parsed, value) || (entries !== undefined && isDeepStrictEqual(entriesOf(parsed), entries));
  } catch {
    return false;
  }
}

/** Whether a leaf of a row says what a leaf of Stripe's object says, in one of the ways in which a dataset may write it. */
export function sameValue(found: unknown, expected: unknown): boolean {
  if (found === expected) return true;
  if (typeof found !== "string") return isDeepStrictEqual(found, expected);
  if (typeof expected === "number") return isMoment(found, expected);
  if (typeof expected === "string") return isHashOf(found, expected);
  if (isRecord(expected) && typeof expected.id === "string" && found === expected.id) return true;
  return typeof expected === "object" && expected !== null && isJsonTextOf(found, expected);
}

export { isRecord };
