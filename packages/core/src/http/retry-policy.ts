import type { Random } from "../ports/ports.ts";

/** How often and how long one request is tried. All durations in milliseconds. */
export interface RetryPolicy {
  /** Attempts in all, the first one included. */
  readonly attempts: number;
  readonly firstDelay: number;
  readonly longestDelay: number;
  /** A far side that asks for more than this is not waited for: the caller gets `RetryLaterError` at once. */
  readonly longestRetryAfter: number;
}

export const patientRetryPolicy: RetryPolicy = {
  attempts: 8,
  firstDelay: 500,
  longestDelay: 32_000,
  longestRetryAfter: 120_000,
};

/**
 * The pause before attempt `attempt + 1`: exponential, drawn between half and the whole of the step so that many clients
 * do not come back together, and never before the time the far side asked for.
 */
export function retryDelay(policy: RetryPolicy, attempt: number, random: Random, retryAfter?: number): number {
  const step = Math.min(policy.longestDelay, policy.firstDelay * 2 ** (attempt - 1));
  const drawn = step / 2 + random.next() * (step / 2);
  return Math.round(retryAfter === undefined ? drawn : Math.max(retryAfter + random.next() * policy.firstDelay, drawn));
}

/** Milliseconds of a `Retry-After` header: seconds, or an HTTP date. Undefined when absent or not readable. */
export function readRetryAfter(header: string | undefined, nowMilliseconds: number): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  if (header.trim() !== "" && Number.isFinite(seconds)) return Math.max(0, Math.round(seconds * 1000));
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMilliseconds);
}
