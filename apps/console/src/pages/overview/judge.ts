import type { Overview } from "../../api/overview.ts";
import { plural } from "../../format/number.ts";
import { formatDuration } from "../../format/time.ts";
import type { Tone } from "../../parts/marks.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";

export interface Judgement {
  readonly tone: Tone;
  readonly title: string;
  readonly reasons: readonly string[];
}

/** Adobe calls an ingestion delayed after 150 minutes; an operator wants to know after one hour. */
const lateSeconds = 3600;

/** The one sentence that somebody woken at night needs: is anything wrong, and what. */
export function judge({ resources, budgets, runningRunId }: Overview): Judgement {
  const names = (list: readonly { readonly resource: string }[]) => list.map(({ resource }) => resourceTitle(resource)).join(", ");
  const failed = resources.filter(({ lastRun }) => lastRun?.status === "failed");
  const differing = resources.filter(({ lastReconciliation }) => lastReconciliation?.verdict === "drift");
  const late = resources.filter(({ lagSeconds }) => (lagSeconds ?? 0) > lateSeconds);
  const quarantined = resources.reduce((sum, each) => sum + each.quarantined, 0);
  const over = budgets.filter(({ within }) => !within);
  const unread = resources.filter(({ lagSeconds }) => lagSeconds === null);

  const bad = [
    ...(failed.length > 0 ? [`The last run failed for ${names(failed)}.`] : []),
    ...(differing.length > 0 ? [`Stripe and the platform differ in ${names(differing)}.`] : []),
  ];
  const warnings = [
    ...late.map(({ resource, lagSeconds }) => `${resourceTitle(resource)} is ${formatDuration(lagSeconds ?? 0)} behind.`),
    ...(quarantined > 0 ? [`${plural(quarantined, "record")} in quarantine.`] : []),
    ...over.map(({ name }) => `The budget “${name}” is exceeded.`),
  ];
  if (bad.length > 0) return { tone: "bad", title: "Something needs you.", reasons: [...bad, ...warnings] };
  if (warnings.length > 0) return { tone: "warn", title: "Data moves, and something waits for you.", reasons: warnings };
  if (runningRunId !== undefined) return { tone: "busy", title: "A run goes on.", reasons: [] };
  if (unread.length > 0) return { tone: "busy", title: `Not read whole yet: ${names(unread)}.`, reasons: [] };
  return { tone: "good", title: "All is well.", reasons: [] };
}
