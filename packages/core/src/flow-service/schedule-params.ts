import { isObject, type JsonObject } from "./exchange.ts";
import { catalogueError } from "./flow-service-error.ts";

const frequencies = ["once", "minute", "hour", "day", "week"] as const;

export type Frequency = (typeof frequencies)[number];

/** `scheduleParams`, understood. What was sent is kept beside it and echoed: Adobe's own answers mix texts and numbers. */
export interface Schedule {
  readonly frequency: Frequency;
  /** Epoch milliseconds. */
  readonly startsAt: number;
  /** Milliseconds from one run to the next; undefined for `once`. */
  readonly every: number | undefined;
  /** Whether the first run takes all history; otherwise only what arrives after the start. */
  readonly backfill: boolean;
}

const MINUTE = 60_000;

const unitMilliseconds: Readonly<Record<Exclude<Frequency, "once">, number>> = {
  minute: MINUTE,
  hour: 60 * MINUTE,
  day: 24 * 60 * MINUTE,
  week: 7 * 24 * 60 * MINUTE,
};

const SHORTEST_INTERVAL_IN_MINUTES = 15;
/** Keeps every later time a safe integer: the year 9999. */
const LATEST_SECOND = 253_402_300_799;

/**
 * Adobe's rules for `scheduleParams`, after coercion of texts: 1317 empty, 1397 frequency, 1340 start time, 1361 and 1364
 * members that `once` forbids, 1362 an interval below 15 minutes or below 1, 1363 one that is no whole number.
 */
export function parseSchedule(scheduleParams: unknown): Schedule {
  if (!isObject(scheduleParams) || Object.keys(scheduleParams).length === 0) throw catalogueError("1317-400");
  const frequency = parseFrequency(scheduleParams.frequency);
  const startsAt = parseEpochSeconds(scheduleParams.startTime, "startTime") * 1000;
  if (frequency === "once") {
    if (scheduleParams.interval !== undefined) throw catalogueError("1361-400");
    if (scheduleParams.backfill !== undefined) throw catalogueError("1364-400");
    return { frequency, startsAt, every: undefined, backfill: true };
  }
  const interval = parseInterval(scheduleParams.interval, frequency);
  return {
    frequency,
    startsAt,
    every: interval * unitMilliseconds[frequency],
    backfill: parseBackfill(scheduleParams),
  };
}

function parseFrequency(given: unknown): Frequency {
  if (given === undefined) throw catalogueError("1304-400", { field: "frequency" });
  const frequency = frequencies.find((name) => typeof given === "string" && name === given.toLowerCase());
  if (frequency === undefined) throw catalogueError("1397-400", { frequency: JSON.stringify(given).slice(0, 50) });
  return frequency;
}

/** Epoch seconds, as a number or as digits; throws 1304-400 when absent and 1340-400 when it is no time. */
export function parseEpochSeconds(given: unknown, field: string): number {
  if (given === undefined || given === null) throw catalogueError("1304-400", { field });
  const text = typeof given === "number" || typeof given === "string" ? String(given).trim() : "";
  const seconds = Number(text);
  if (!/^\d{1,12}$/.test(text) || seconds > LATEST_SECOND) {
    throw catalogueError("1340-400", { value: JSON.stringify(given).slice(0, 50) });
  }
  return seconds;
}

function parseInterval(given: unknown, frequency: Exclude<Frequency, "once">): number {
  if (given === undefined || given === null) throw catalogueError("1304-400", { field: "interval" });
  const text = typeof given === "number" || typeof given === "string" ? String(given).trim() : "";
  const interval = Number(text);
  if (!/^-?\d{1,6}$/.test(text)) {
    throw catalogueError("1363-400", { interval: JSON.stringify(given).slice(0, 50), frequency });
  }
  const minimum = frequency === "minute" ? SHORTEST_INTERVAL_IN_MINUTES : 1;
  if (interval < minimum) throw catalogueError("1362-400", { minimum });
  return interval;
}

function parseBackfill({ backfill }: JsonObject): boolean {
  if (backfill === undefined) return true;
  const text = typeof backfill === "boolean" || typeof backfill === "string" ? String(backfill).toLowerCase() : "";
  if (text !== "true" && text !== "false") {
    throw catalogueError("1312-400", { value: JSON.stringify(backfill).slice(0, 50), property: "backfill" });
  }
  return text === "true";
}

/** Whole seconds are compared, so that "now" is not yet the past for a caller whose request took half a second. */
export function refusePastStart(schedule: Schedule, now: number, grace: number): void {
  if (schedule.startsAt < Math.floor((now - grace) / 1000) * 1000) throw catalogueError("1360-400");
}

/** What of a schedule has happened: the end of the last window, and the slot of the last run. */
export interface ScheduleProgress {
  /** Epoch milliseconds up to which runs have been made; undefined before the first. */
  readonly lastSlot: number | undefined;
  readonly running: boolean;
}

export type Due =
  | { readonly kind: "due"; readonly slot: number }
  | { readonly kind: "wait"; readonly until: number }
  | { readonly kind: "never" };

/**
 * Whether a flow runs now: a pure function of schedule, progress and clock. Slots lie at startTime + n·interval. While a run
 * is going on its successors are skipped. Of slots that were missed only the newest is made up for, and only within
 * `catchUpWindow`; nothing is lost by that, since a window begins where the last one ended.
 */
export function whenDue(schedule: Schedule, progress: ScheduleProgress, now: number, catchUpWindow: number): Due {
  const { startsAt, every } = schedule;
  if (every === undefined) {
    if (progress.lastSlot !== undefined) return { kind: "never" };
    return now < startsAt ? { kind: "wait", until: startsAt } : skipWhileRunning(progress, startsAt, now);
  }
  if (now < startsAt) return { kind: "wait", until: startsAt };
  const newest = startsAt + Math.floor((now - startsAt) / every) * every;
  const isFirst = progress.lastSlot === undefined;
  if (!isFirst && newest <= (progress.lastSlot ?? 0)) return { kind: "wait", until: newest + every };
  if (!isFirst && now - newest > catchUpWindow) return { kind: "wait", until: newest + every };
  return skipWhileRunning(progress, newest, now);
}

const SKIP_CHECK = 1000;

function skipWhileRunning(progress: ScheduleProgress, slot: number, now: number): Due {
  return progress.running ? { kind: "wait", until: now + SKIP_CHECK } : { kind: "due", slot };
}
