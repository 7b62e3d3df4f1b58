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
  /** By which the day is divided, lower case; `""` for a resource without money. */
  readonly currency: string;
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

/** One UTC day of `created` and one currency (`""` for objects without money), as counted. */
export interface CountedDay {
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

/** A counted day and what is to be thought of it. */
export interface DayComparison extends CountedDay {
  /** `differs` also when counts or sums are unequal and no object is found to say why. */
  readonly verdict: ReconcileVerdict;
  /** Objects of the day that differ, by reason. */
  readonly reasons: Partial<Readonly<Record<Difference["reason"], number>>>;
  /** `open` until the day is over, `settling` for six hours after, for late refunds and disputes; then its verdict stands. */
  readonly state: DayState;
}

/** Where a day stands: it may still change, may hardly change any more, or is judged for good. */
export type DayState = "open" | "settling" | "closed-ok" | "closed-drift";

/** One group of objects whatever their day: refunds by status, balance transactions by reporting category, and so on. */
export interface GroupComparison {
  /** What divides: `status`, `reporting_category`, `interval`. */
  readonly by: string;
  readonly group: string;
  /** Lower case; `""` when nothing is added up. */
  readonly currency: string;
  /** Distinct objects on each side. */
  readonly stripeCount: number;
  readonly platformCount: number;
  /** Minor units, as decimal text. */
  readonly sums: readonly { readonly field: string; readonly stripe: string; readonly platform: string }[];
  readonly equal: boolean;
}

/** A sentence that holds of every object by itself, and of how many it does not. Information: it fails nothing. */
export interface IdentityCheck {
  readonly sentence: string;
  /** Objects, on each side. */
  readonly brokenAtStripe: number;
  readonly brokenOnPlatform: number;
}

/** Whether the equations of the ledger hold for every run that the store remembers of the resource. */
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
  /** Rows of other accounts or the other mode in the same dataset: not compared. */
  readonly otherRows: number;
  /** Objects of which the store's ledger knows an accepted row, tombstones included; undefined without a store. */
  readonly ledgerCount: number | undefined;
  readonly sums: readonly SumComparison[];
  readonly days: readonly DayComparison[];
  readonly groups: readonly GroupComparison[];
  readonly identities: readonly IdentityCheck[];
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
