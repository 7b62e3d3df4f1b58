import type { Judgement } from "./judge-object.ts";
import { type Difference, differencesListed } from "./report.ts";
import { dayOf } from "./tally.ts";

/** Differences by name up to a number that a person can still use, and all of them counted. */
export class DifferenceList {
  readonly listed: Difference[] = [];
  readonly counts: Partial<Record<Difference["reason"], number>> = {};

  add(id: string, created: number | undefined, judgement: Judgement | undefined): void {
    if (judgement === undefined) return;
    this.counts[judgement.reason] = (this.counts[judgement.reason] ?? 0) + 1;
    if (this.listed.length >= differencesListed) return;
    this.listed.push({ id, day: created === undefined ? undefined : dayOf(created), ...judgement });
  }

  reasons(): readonly Difference["reason"][] {
    return Object.keys(this.counts) as Difference["reason"][];
  }
}
