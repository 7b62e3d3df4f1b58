import { DAY } from "../calendar.ts";
import type { Dice } from "../mix.ts";

/** Ordinals of `times` from the oldest to the newest; equal times keep their order. */
export function inOrderOfTime(times: readonly number[]): readonly number[] {
  let earliest = Infinity;
  for (const time of times) earliest = Math.min(earliest, time);
  // One float carries both numbers exactly: spans of years are below 2^27 seconds, ordinals below 2^26.
  const keys = Float64Array.from(times, (time, ordinal) => (time - earliest) * 2 ** 26 + ordinal);
  keys.sort();
  return Array.from(keys, (key) => key % 2 ** 26);
}

/** Busier at midday and in the evening than at night: the share of each hour, summed up. */
const hourShares = [1, 1, 1, 1, 1, 2, 3, 5, 6, 7, 7, 8, 8, 7, 7, 6, 6, 7, 8, 9, 9, 7, 4, 2];
const hours = hourShares.flatMap((share, hour) => Array.from({ length: share }, () => hour));

/** A moment between `start` and `end`, later ones likelier: a business that grows, and sleeps at night. */
export function drawMoment(dice: Dice, start: number, end: number): number {
  const growth = (Math.sqrt(0.16 + 2.4 * dice.next()) - 0.4) / 1.2;
  const day = Math.floor((start + growth * (end - start)) / DAY) * DAY;
  const moment = day + dice.pick(hours) * 3600 + dice.below(3600);
  return moment >= start && moment < end ? moment : start + dice.below(Math.max(1, end - start));
}
