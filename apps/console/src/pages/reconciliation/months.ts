import type { DayVerdict } from "../../api/reconciliation.ts";

export interface CalendarDay {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly number: number;
  /** The worst verdict of the day's resources; undefined when nothing was compared. */
  readonly verdict: DayVerdict["verdict"] | undefined;
  readonly compared: number;
}

export interface Month {
  /** `YYYY-MM`. */
  readonly month: string;
  /** Weeks of seven, Monday first; undefined outside the month. */
  readonly weeks: readonly (readonly (CalendarDay | undefined)[])[];
}

const severity = { ok: 0, settling: 1, drift: 2 } as const;

/** Months newest first, each a table of its weeks, from the first to the last day that was compared. */
export function toMonths(verdicts: readonly DayVerdict[]): readonly Month[] {
  const byDay = Map.groupBy(verdicts, ({ day }) => day);
  const months = [...new Set([...byDay.keys()].map((day) => day.slice(0, 7)))].toSorted().toReversed();
  return months.map((month) => ({ month, weeks: weeksOf(month, byDay) }));
}

function weeksOf(
  month: string,
  byDay: ReadonlyMap<string, readonly DayVerdict[]>,
): readonly (readonly (CalendarDay | undefined)[])[] {
  const first = new Date(`${month}-01T00:00:00Z`);
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  const empty = (first.getUTCDay() + 6) % 7;
  const cells: (CalendarDay | undefined)[] = Array.from({ length: empty }, () => undefined);
  for (let number = 1; number <= days; number += 1) {
    const day = `${month}-${String(number).padStart(2, "0")}`;
    const found = byDay.get(day) ?? [];
    cells.push({ day, number, verdict: worstOf(found), compared: found.length });
  }
  while (cells.length % 7 !== 0) cells.push(undefined);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

export function worstOf(verdicts: readonly Pick<DayVerdict, "verdict">[]): DayVerdict["verdict"] | undefined {
  return verdicts.map(({ verdict }) => verdict).toSorted((a, b) => severity[b] - severity[a])[0];
}
