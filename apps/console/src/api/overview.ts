import type { DatasetKind, ResourceName } from "@stripe-aep/core";
import type { BudgetLine } from "./budgets.ts";
import { request } from "./request.ts";
import type { RunStatus } from "./runs.ts";
import { useAnswer, type LiveAnswer } from "./use-answer.ts";

export type Verdict = "ok" | "drift" | "settling" | "unchecked";

/** How one resource stands. Times are milliseconds since 1970. */
export interface ResourceOverview {
  readonly resource: ResourceName;
  readonly datasets: readonly DatasetKind[];
  /** Objects whose newest version the platform has accepted. */
  readonly objects: number;
  /** Seconds behind Stripe; null before the first complete reading. */
  readonly lagSeconds: number | null;
  /** Records for each second of the last run. */
  readonly ratePerSecond: number | null;
  readonly quarantined: number;
  readonly lastRun?: { readonly runId: string; readonly status: RunStatus; readonly endedAt: number | null };
  readonly lastReconciliation?: { readonly at: number; readonly verdict: Verdict };
}

export interface Overview {
  readonly resources: readonly ResourceOverview[];
  /** The run that goes on now. */
  readonly runningRunId?: string;
  readonly budgets: readonly BudgetLine[];
}

export function useOverview(): LiveAnswer<Overview> {
  return useAnswer("overview", (signal) => request<Overview>("/v1/overview", { signal }), 5000);
}
