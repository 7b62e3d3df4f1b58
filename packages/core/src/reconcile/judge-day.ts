import { isDrift } from "./judge-object.ts";
import type { CountedDay, DayComparison, DayState, Difference, ReconcileVerdict } from "./report.ts";

const dayLength = 86_400_000;
/** How long after its end a day may still change by what was under way: milliseconds. */
const settlingTime = 6 * 60 * 60_000;

/** What is to be thought of a day, from its figures and the reasons of its objects. `now` in milliseconds since 1970. Pure. */
export function judgeDay(day: CountedDay, reasons: DayComparison["reasons"], now: number): DayComparison {
  const verdict = verdictOf(day, reasons);
  return { ...day, verdict, reasons, state: stateOf(day.day, verdict, now) };
}

function verdictOf({ equal }: CountedDay, reasons: DayComparison["reasons"]): ReconcileVerdict {
  const found = Object.keys(reasons) as Difference["reason"][];
  if (found.some(isDrift)) return "differs";
  if (found.length > 0) return "explained";
  return equal ? "equal" : "differs";
}

function stateOf(day: string, verdict: ReconcileVerdict, now: number): DayState {
  const end = Date.parse(day) + dayLength;
  if (now < end) return "open";
  if (now < end + settlingTime) return "settling";
  return verdict === "differs" ? "closed-drift" : "closed-ok";
}
