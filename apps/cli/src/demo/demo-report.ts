import type { BuyNowPayLaterAnswer, Difference, LedgerFigures, ResourceName, SumComparison } from "@stripe-aep/core";

import type { DemoResult } from "../results/command-results.ts";

export type Verdict = "equal" | "quarantined" | "differs";

export interface ResourceFigures extends LedgerFigures {
  readonly stripeCount: number;
  readonly platformCount: number;
  readonly sums: readonly SumComparison[];
  readonly verdict: Verdict;
  readonly differences: readonly Difference[];
}

export interface DemoReport {
  readonly seed: number;
  readonly objects: number;
  readonly resources: Partial<Readonly<Record<ResourceName, ResourceFigures>>>;
  readonly bnpl: BuyNowPayLaterAnswer;
  /** Whether the state already held everything and nothing was sent. */
  readonly repeated: boolean;
  /** The row that the platform was told to lose, if it was. */
  readonly lost: readonly string[];
  readonly seconds: number;
}

/** 0 when all is equal, 2 when anything differs, 3 when the only difference is what is in quarantine. */
export function exitNameOf(report: DemoReport): "done" | "differs" | "quarantined" {
  const verdicts = Object.values(report.resources).map(({ verdict }) => verdict);
  if (verdicts.includes("differs")) return "differs";
  return verdicts.includes("quarantined") ? "quarantined" : "done";
}

/** The JSON that scripts read: figures of the object datasets; sums are text, because they may pass 2^53. */
export function demoJson(report: DemoReport): DemoResult {
  return {
    seed: report.seed,
    resources: report.resources,
    reconciled: exitNameOf(report) === "done",
    repeated: report.repeated,
    lost: report.lost,
    bnpl: report.bnpl,
    seconds: Math.round(report.seconds * 10) / 10,
  };
}
