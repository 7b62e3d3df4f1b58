import type { Judgement } from "./judge-object.ts";
import { type Difference, differencesListed } from "./report.ts";
import { dayOf } from "./tally.ts";

/** Differences by name up to a number that a person can still use, and all of them counted. */
export class DifferenceList {
  readonly listed: Difference[] = [];
  readonly counts: Partial<Record<Difference["reason"], number>> = {};

  readonly #byDay = new Map<string, Partial<Record<Difference["reason"], number>>>();

  /** `created` in unix seconds; the currency as days are divided by it. */
  add(
    id: string,
    { created, currency }: { readonly created: number | undefined; readonly currency: string },
    judgement: Judgement | undefined,
  ): void {
    if (judgement === undefined) return;
    const { reason } = judgement;
    const day = this.#byDay.get(cellName(dayOf(created), currency)) ?? {};
    this.#byDay.set(cellName(dayOf(created), currency), day);
    day[reason] = (day[reason] ?? 0) + 1;
    this.counts[reason] = (this.counts[reason] ?? 0) + 1;
    if (this.listed.length >= differencesListed) return;
    this.listed.push({ id, day: created === undefined ? undefined : dayOf(created), currency, ...judgement });
  }

  /** How many objects of one day and currency differ, by reason. */
  ofDay(day: string, currency: string): Partial<Record<Difference["reason"], number>> {
    return this.#byDay.get(cellName(day, currency)) ?? {};
  }

  reasons(): readonly Difference["reason"][] {
    return Object.keys(this.counts) as Difference["reason"][];
  }
}

function cellName(day: string, currency: string): string {
  return `${day} ${currency}`;
}
