import type { TextType } from "./mapping.ts";

/**
 * Reads a text that people typed (Stripe's metadata knows nothing else) as a value of a type. Undefined when it is none: a
 * merchant's word where a number is hoped for is no reason to refuse a payment's record.
 */
export const readText: Readonly<Record<TextType, (text: string) => string | number | boolean | undefined>> = {
  string: (text) => text,
  long: (text) => {
    const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    return Number.isSafeInteger(number) ? number : undefined;
  },
  double: (text) => {
    const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
    return Number.isFinite(number) ? number : undefined;
  },
  boolean: (text) => truths.get(text.toLowerCase()),
  "date-time": (text) => {
    if (!/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text)) return undefined;
    const milliseconds = Date.parse(text);
    return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
  },
};

const truths: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["0", false],
]);
