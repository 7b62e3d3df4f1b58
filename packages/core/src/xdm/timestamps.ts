/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z in unix seconds: what four digits of a year can say. */
export const earliestSecond = -62_135_596_800;
export const latestSecond = 253_402_300_799;

const secondsOfDay = 86_400;
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

let cachedDay = Number.NaN;
let cachedPrefix = "";

/**
 * Unix seconds as XDM's date-time, `2023-03-17T21:22:19.000Z`. Most times of one page fall on few days, so the day is
 * formatted once and the time of day by arithmetic; equal to `Date.prototype.toISOString`.
 */
export function formatUnixSeconds(seconds: number): string {
  const day = Math.floor(seconds / secondsOfDay);
  if (day !== cachedDay) {
    cachedDay = day;
    cachedPrefix = new Date(day * secondsOfDay * 1000).toISOString().slice(0, 11);
  }
  const rest = seconds - day * secondsOfDay;
  const hours = Math.floor(rest / 3600);
  const minutes = Math.floor((rest - hours * 3600) / 60);
  return `${cachedPrefix}${digits(hours)}:${digits(minutes)}:${digits(rest - hours * 3600 - minutes * 60)}.000Z`;
}

function digits(number: number): string {
  return twoDigits[number] ?? "00";
}

/** Milliseconds since 1970 as XDM's date-time. */
export function formatMilliseconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
