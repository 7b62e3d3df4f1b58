import { UsageError } from "../exit-codes.ts";

/** Midnight UTC of a day, in unix seconds. */
export function readDay(text: string, flag: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time)) throw new UsageError(`${flag} takes a day such as 2026-10-01; this is ${text}`);
  return time / 1000;
}
