export const DAY = 86_400;

type Interval = "month" | "year" | "week" | "day";

/** `seconds` and `count` billing intervals later; the day of the month stays within shorter months, as at Stripe. */
export function addIntervals(seconds: number, interval: Interval, count: number): number {
  if (interval === "day") return seconds + count * DAY;
  if (interval === "week") return seconds + count * 7 * DAY;
  const anchor = new Date(seconds * 1000);
  const months = anchor.getUTCMonth() + (interval === "year" ? 12 * count : count);
  const lastDay = new Date(Date.UTC(anchor.getUTCFullYear(), months + 1, 0)).getUTCDate();
  const moved = new Date(anchor);
  moved.setUTCFullYear(anchor.getUTCFullYear(), months, Math.min(anchor.getUTCDate(), lastDay));
  return Math.floor(moved.getTime() / 1000);
}

/** Roughly how many seconds an interval takes, for choosing how many fit. */
export const intervalSeconds: Readonly<Record<Interval, number>> = {
  day: DAY,
  week: 7 * DAY,
  month: 30.4 * DAY,
  year: 365.2 * DAY,
};

/** Midnight UTC at or after `seconds`. */
export function midnightAfter(seconds: number): number {
  return Math.ceil(seconds / DAY) * DAY;
}
