import { UsageError } from "../exit-codes.ts";

const secondsOf: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 };

/** Unix seconds of `2026-10-01`, `2026-10-01T12:00:00Z`, or of so long before `now` (unix seconds): `90m`, `6h`, `3d`. */
export function readMoment(text: string, flag: string, now: number): number {
  const [, count, unit = ""] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const isDate = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z)?$/.test(text);
  const moment =
    count === undefined
      ? isDate
        ? Math.floor(Date.parse(text) / 1000)
        : Number.NaN
      : now - Number(count) * (secondsOf[unit] ?? Number.NaN);
  if (!Number.isFinite(moment) || moment < 0)
    throw new UsageError(`${flag} takes a time such as 2026-10-01, 2026-10-01T12:00:00Z, 6h or 3d; this is ${text}`);
  if (moment > now) throw new UsageError(`${flag} ${text} has not come yet`);
  return moment;
}
