import type { ResourceName } from "../resources.ts";

/** What is compared, each level with all before it: how many, how much money, and the content of every object. */
export type ReconcileLevel = "counts" | "sums" | "digests";

/** Why an object differs, so that its day fails. */
export type DriftReason = "missing" | "extra" | "stale" | "altered";
/** Why an object differs, and that is in order: it is printed and fails nothing. */
export type ExplainedReason = "quarantined" | "filtered" | "in-flight";

/** One object about which both sides differ, and why. */
export interface Difference {
  /** Stripe id. */
  readonly id: string;
  /** UTC day of `created`; undefined when the object has none. */
  readonly day: string | undefined;
  readonly reason: DriftReason | ExplainedReason;
  /** For people: what was found on which side. */
  readonly detail: string;
}

/** Money of one field and currency, in minor units, as decimal text (a sum may be beyond 2^53). */
export interface SumComparison {
  /** Stripe path of the amount: `amount_refunded`. */
  readonly field: string;
  /** Lower case, as Stripe writes it. */
  readonly currency: string;
  readonly stripe: string;
  readonly platform: string;
}

/** One UTC day of `created` and one currency (`""` for objects without money). */
export interface DayComparison {
  readonly day: string;
  readonly currency: string;
  /** Distinct objects on each side. */
  readonly stripeCount: number;
  readonly platformCount: number;
  readonly sums: readonly { readonly field: string; readonly stripe: string; readonly platform: string }[];
  /** Order-free digests of the contents of the day's objects; absent below the level `digests`. */
  readonly stripeDigest?: string;
  readonly platformDigest?: string;
  readonly equal: boolean;
}

/** Whether the equations of the ledger hold for the last run. */
export interface LedgerVerdict {
  readonly balanced: boolean;
  readonly detail: string;
}

/** `equal`; `explained`: every difference has an accepted reason; `differs`: at least one is drift. */
export type ReconcileVerdict = "equal" | "explained" | "differs";

/** One resource, compared. */
export interface ResourceReconciliation {
  readonly resource: ResourceName;
  readonly datasetId: string;
  /** Distinct objects that Stripe has. */
  readonly stripeCount: number;
  /** Distinct objects that the platform holds, tombstones not counted. */
  readonly platformCount: number;
  /** Objects whose newest row says that they were deleted at Stripe. */
  readonly tombstones: number;
  /** Rows of the dataset, all versions; rows with an `_id` that another row has. */
  readonly rows: number;
  readonly repeatedRows: number;
  readonly sums: readonly SumComparison[];
  readonly days: readonly DayComparison[];
  /** At most `differencesListed`; `differenceCounts` has them all. */
  readonly differences: readonly Difference[];
  readonly differenceCounts: Partial<Readonly<Record<Difference["reason"], number>>>;
  readonly ledger: LedgerVerdict | undefined;
  readonly verdict: ReconcileVerdict;
}

/** What both sides hold, where they differ, and why. */
export interface ReconcileReport {
  readonly level: ReconcileLevel;
  readonly account: string;
  readonly livemode: boolean;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Unix seconds; from inclusive, to exclusive; undefined: without bound. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly resources: Partial<Readonly<Record<ResourceName, ResourceReconciliation>>>;
  readonly verdict: ReconcileVerdict;
}

export const differencesListed = 10_000;

/** The worst of several verdicts. */
export function worstVerdict(verdicts: readonly ReconcileVerdict[]): ReconcileVerdict {
  if (verdicts.includes("differs")) return "differs";
  return verdicts.includes("explained") ? "explained" : "equal";
}
