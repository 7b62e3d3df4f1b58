import type { ResourceName } from "../resources.ts";
import { isDrift, type Judgement } from "./judge-object.ts";
import type { Difference, ReconcileReport } from "./report.ts";

/** What mends one object: read it again and send it by the normal path, or send that it is gone. */
export interface RepairStep {
  readonly resource: ResourceName;
  /** Stripe id. */
  readonly id: string;
  readonly act: "resend" | "tombstone";
  readonly because: Difference["reason"];
}

/** What would mend a reconciliation's drift. Read it before `repair` carries it out. */
export interface RepairPlan {
  readonly account: string;
  readonly livemode: boolean;
  readonly steps: readonly RepairStep[];
  /** Resources whose differences are more than the report names: they are mended by listing them again. */
  readonly relist: readonly ResourceName[];
}

const acts: Readonly<Record<string, RepairStep["act"]>> = {
  missing: "resend",
  stale: "resend",
  altered: "resend",
  extra: "tombstone",
};

/** Steps for every drifting object of a report, in the report's order. Explained differences need none. Pure. */
export function planRepair(report: ReconcileReport): RepairPlan {
  const resources = Object.values(report.resources);
  return {
    account: report.account,
    livemode: report.livemode,
    steps: resources.flatMap(({ resource, differences }) =>
      differences.flatMap(({ id, reason }) => stepFor(resource, id, reason)),
    ),
    relist: resources
      .filter(({ differences, differenceCounts }) => total(differenceCounts) > differences.length)
      .map(({ resource }) => resource),
  };
}

function stepFor(resource: ResourceName, id: string, reason: Judgement["reason"]): RepairStep[] {
  const act = acts[reason];
  return isDrift(reason) && act !== undefined ? [{ resource, id, act, because: reason }] : [];
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
