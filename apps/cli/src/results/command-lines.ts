import type { ApplyProgress, ReconcileProgress, RunReport, SyncProgress } from "@stripe-aep/core";

import type { RenderedError } from "../render/render-error.ts";
import type { Hop } from "../trigger/trigger-fact.ts";

/**
 * What commands that take their time print with `--json` before the line of their result, by the command's name: one line
 * for each step, told apart by `type`. The schemas in `docs/schemas` are generated from here.
 */
export interface CommandLines {
  readonly apply: ApplyLine;
  readonly backfill: SyncLine;
  readonly destroy: ApplyLine;
  readonly listen: SyncLine | WebhookLine | RunLine;
  readonly "reconcile repair": ReconcileLine;
  readonly "reconcile report": ReconcileLine;
  readonly "reconcile run": ReconcileLine;
  readonly sync: SyncLine | RunLine;
  readonly trigger: HopLine;
}

export interface ApplyLine extends ApplyProgress {
  readonly type: "progress";
}

export interface SyncLine extends SyncProgress {
  readonly type: "progress";
}

export interface ReconcileLine extends ReconcileProgress {
  readonly type: "progress";
}

/** Where a triggered fact has got to, with `--through-aep`. */
export interface HopLine extends Hop {
  readonly type: "hop";
}

/** What failed, where, why, and what to do next; the last line of a command that failed. */
export interface ErrorLine {
  readonly type: "error";
  readonly error: RenderedError;
}

/** One run of several, with `--watch` and of `listen`. */
export interface RunLine {
  readonly type: "run";
  readonly run: RunReport;
  /** The exit code that the run alone would have had. */
  readonly exit: number;
}

export interface WebhookLine {
  readonly type: "webhook";
  /** Whether it is of a type that is moved. */
  readonly kept: boolean;
  /** Status that the address of `--forward-to` answered; null when it did not. */
  readonly forwarded?: number | null;
}
