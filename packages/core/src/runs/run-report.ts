import type { LedgerFigures } from "../ledger-figures.ts";
import type { ResourceName } from "../resources.ts";
import type { DatasetKind } from "../xdm/page-mapper.ts";

/** The figures of the object dataset, and of each dataset that the resource feeds. */
export interface ResourceReport extends LedgerFigures {
  readonly resource: ResourceName;
  readonly datasets: Partial<Readonly<Record<DatasetKind, LedgerFigures>>>;
  /** Seconds between Stripe's clock and the newest change that is proven to have arrived; undefined before a first full read. */
  readonly lagSeconds: number | undefined;
  readonly seconds: number;
  /** Whether both equations of the ledger hold. */
  readonly balanced: boolean;
  /** Why this resource stopped although others went on. */
  readonly failure?: { readonly code: string; readonly message: string; readonly next?: string };
}

/** One run: how it ended, and the ledger of each resource. */
export interface RunReport {
  readonly runId: string;
  readonly mode: SyncMode;
  /**
   * `interrupted` only of a run whose process died; `cancelling` while a request to stop waits for the run's next page,
   * `cancelled` once it has stopped there.
   */
  readonly status: "running" | "cancelling" | "succeeded" | "failed" | "cancelled" | "interrupted";
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly resources: Partial<Readonly<Record<ResourceName, ResourceReport>>>;
  /** Requests that Stripe counted against the account's read allocation in this run. */
  readonly stripeReads: number;
}

/**
 * `all`: backfill what was never read whole, then changes; `backfill`: list everything again; `changes`: changes only;
 * `webhooks`: only what webhooks have named.
 */
export type SyncMode = "all" | "backfill" | "changes" | "webhooks";

/** What a sync moves, and how it is watched and ended. */
export interface SyncOptions {
  readonly resources?: readonly ResourceName[];
  /** Default `all`. */
  readonly mode?: SyncMode;
  /** Ends the run at once; what is on its way is looked up by the next run. */
  readonly signal?: AbortSignal;
  /**
   * Ends the run at a page: nothing more is read, what was read is delivered and checkpointed, and the run rejects with
   * `InterruptedError`. `runs.cancel` asks the same from another process.
   */
  readonly stop?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
}

/** How far one resource has got. */
export interface SyncProgress {
  readonly resource: ResourceName;
  /** Records read so far in this run. */
  readonly read: number;
  /** Records per second since the run began. */
  readonly ratePerSecond: number;
  /**
   * Objects that the listing probably still holds, by the density of what it has shown: an estimate that early pages of an
   * uneven history mislead. Undefined while there is nothing to judge by, and when nothing is being listed.
   */
  readonly remaining?: number | undefined;
  readonly phase: "reading" | "delivering" | "done" | "failed";
}
