import { earliestSecond, formatMilliseconds, formatUnixSeconds, latestSecond } from "./timestamps.ts";
import { toMajorUnits } from "./money.ts";
import { paymentFamily } from "./payment-families.ts";
import { expected, outOfRange, Refusal } from "./refusal.ts";

/**
 * What each conversion accepts and gives. All take a value that may be absent and give undefined for what is not sent: absent
 * values, null, empty texts, empty objects and lists (the platform takes none of them). `at` names the path in a refusal.
 */

export function toText(value: unknown, at: number): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  if (value === undefined || value === null) return undefined;
  throw expected("a text", value, at);
}

/** Whole numbers that JavaScript and XDM's long hold exactly; beyond, the parse has already rounded. */
export function toLong(value: unknown, at: number): number | undefined {
  if (Number.isSafeInteger(value)) return value as number;
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isInteger(value)) throw new Refusal(outOfRange, "SAEP-1301", at);
  throw expected("a whole number", value, at);
}

export function toDouble(value: unknown, at: number): number | undefined {
  if (typeof value === "number") {
    if (Number.isFinite(value)) return value;
    throw new Refusal(outOfRange, "SAEP-1301", at);
  }
  if (value === undefined || value === null) return undefined;
  throw expected("a number", value, at);
}

export function toBoolean(value: unknown, at: number): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (value === undefined || value === null) return undefined;
  throw expected("a truth value", value, at);
}

export function secondsToDateTime(value: unknown, at: number): string | undefined {
  const seconds = toLong(value, at);
  if (seconds === undefined) return undefined;
  if (seconds < earliestSecond || seconds > latestSecond) throw new Refusal(outOfRange, "SAEP-1301", at);
  return formatUnixSeconds(seconds);
}

export function millisecondsToDateTime(value: unknown, at: number): string | undefined {
  const milliseconds = toLong(value, at);
  if (milliseconds === undefined) return undefined;
  if (milliseconds < earliestSecond * 1000 || milliseconds > latestSecond * 1000 + 999) {
    throw new Refusal(outOfRange, "SAEP-1301", at);
  }
  return formatMilliseconds(milliseconds);
}

/** An id, or the object that it was expanded to. */
export function toExpandableId(value: unknown, at: number): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  if (value === undefined || value === null) return undefined;
  if (typeof value === "object" && "id" in value && typeof value.id === "string") return toText(value.id, at);
  throw expected("an id", value, at);
}

/** The map itself when it can be sent as it is: most can, and copying would cost as much as the rest. */
export function toTextMap(value: unknown, at: number): Record<string, string> | undefined {
  const map = toMap(value, at);
  if (map === undefined) return undefined;
  let whole = true;
  let empty = true;
  for (const key in map) {
    empty = false;
    const item = map[key];
    if (typeof item !== "string" || item === "") whole = false;
  }
  if (empty) return undefined;
  return whole ? (map as Record<string, string>) : copyMap(map, (item) => scalarText(item, at));
}

export function toLongMap(value: unknown, at: number): Record<string, number> | undefined {
  const map = toMap(value, at);
  return map === undefined ? undefined : copyMap(map, (item) => toLong(item, at));
}

export function mapTexts(
  map: Record<string, string> | undefined,
  change: (text: string) => string,
): Record<string, string> | undefined {
  return map === undefined ? undefined : copyMap(map, (item) => change(item as string));
}

function toMap(value: unknown, at: number): Record<string, unknown> | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "object" && !Array.isArray(value)) return value as Record<string, unknown>;
  throw expected("a map", value, at);
}

function scalarText(value: unknown, at: number): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return toText(value, at);
}

/** Without a prototype, so that a key such as `__proto__` is a key like any other. */
function copyMap<T>(
  map: Record<string, unknown>,
  take: (item: unknown, key: string) => T | undefined,
): Record<string, T> | undefined {
  const copy = Object.create(null) as Record<string, T>;
  let empty = true;
  for (const key of Object.keys(map)) {
    const item = take(map[key], key);
    if (item === undefined) continue;
    copy[key] = item;
    empty = false;
  }
  return empty ? undefined : copy;
}

/** Any value as JSON text. */
export function toJsonText(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "object" && Object.keys(value).length === 0) return undefined;
  return JSON.stringify(value);
}

export function toUpperCase(value: unknown, at: number): string | undefined {
  return toText(value, at)?.toUpperCase();
}

export function toLowerCase(value: unknown, at: number): string | undefined {
  return toText(value, at)?.toLowerCase();
}

const emailAddress = /^[^@ ]+@[^@ ]+\.[^@ ]+$/;

/** Trimmed and in lower case; a text that is no address is not sent, because the platform would refuse the row for it. */
export function toEmailAddress(value: unknown, at: number): string | undefined {
  const text = toText(value, at)?.trim().toLowerCase();
  return text !== undefined && emailAddress.test(text) ? text : undefined;
}

/** Whole minor units and their currency as major units; nothing without a currency. */
export function minorToMajorUnits(amount: unknown, currency: unknown, at: number): number | undefined {
  const minor = toLong(amount, at);
  return minor === undefined || typeof currency !== "string" || currency === ""
    ? undefined
    : toMajorUnits(minor, currency);
}

interface PaymentMethodDetails {
  readonly type?: unknown;
  readonly card?: { readonly wallet?: { readonly type?: unknown } | null } | null;
  readonly klarna?: { readonly payment_method_category?: unknown } | null;
}

export function toPaymentFamily(value: unknown, at: number): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "object" || Array.isArray(value)) throw expected("an object", value, at);
  const details = value as PaymentMethodDetails;
  const type = toText(details.type, at);
  if (type === undefined) return undefined;
  return paymentFamily({
    type,
    cardWallet: details.card?.wallet?.type,
    klarnaCategory: details.klarna?.payment_method_category,
  });
}

/**
 * A value on the way to another: undefined when absent or when it is text, for that is the id of an object that was not
 * expanded; refused when it is anything else than an object.
 */
export function toObject(value: unknown, at: number): Record<string, unknown> | undefined {
  if (value === undefined || value === null || typeof value === "string") return undefined;
  if (typeof value === "object" && !Array.isArray(value)) return value as Record<string, unknown>;
  throw expected("an object", value, at);
}

export function toList(value: unknown, at: number): readonly unknown[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value as readonly unknown[];
  throw expected("a list", value, at);
}
