import type { CalendarDay, DayVerdict } from "../../api/types.ts";

/** One cell of the calendar. */
export interface MonthDay {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly number: number;
  /** The worst verdict of the day's resources. */
  readonly verdict: DayVerdict;
}

export interface Month {
  /** `YYYY-MM`. */
  readonly month: string;
  /** Weeks of seven, Monday first; undefined outside the month. */
  readonly weeks: readonly (readonly (MonthDay | undefined)[])[];
}

const severity: Readonly<Record<DayVerdict, number>> = { unchecked: 0, agrees: 1, settling: 2, differs: 3 };

/** Months newest first, each a table of its weeks. */
export function toMonths(days: readonly CalendarDay[]): readonly Month[] {
  const byDay = Map.groupBy(days, ({ day }) => day);
  const months = [...new Set([...byDay.keys()].map((day) => day.slice(0, 7)))].toSorted().toReversed();
  return months.map((month) => ({ month, weeks: weeksOf(month, byDay) }));
}

function weeksOf(month: string, byDay: ReadonlyMap<string, readonly CalendarDay[]>): Month["weeks"] {
  const first = new Date(`${month}-01T00:00:00Z`);
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  const empty = (first.getUTCDay() + 6) % 7;
  const cells: (MonthDay | undefined)[] = Array.from({ length: empty }, () => undefined);
  for (let number = 1; number <= days; number += 1) {
    const day = `${month}-${String(number).padStart(2, "0")}`;
    cells.push({ day, number, verdict: worstOf(byDay.get(day) ?? []) });
  }
  while (cells.length % 7 !== 0) cells.push(undefined);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

export function worstOf(days: readonly Pick<CalendarDay, "verdict">[]): DayVerdict {
  return days.map(({ verdict }) => verdict).toSorted((a, b) => severity[b] - severity[a])[0] ?? "unchecked";
}
