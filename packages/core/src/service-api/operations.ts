import type { ResourceName } from "../resources.ts";
import type { PolicyAction } from "../xdm/mapping.ts";
import type { Run, RunSummary } from "./flows.ts";
import type { LedgerFigures } from "../ledger-figures.ts";
import type { DatasetKind } from "../xdm/page-mapper.ts";
import type { Operation } from "./access.ts";

/** `GET /v1/overview`: one row for each resource that has a flow, and what needs somebody. */
export interface Overview {
  readonly resources: readonly OverviewRow[];
  readonly connections: number;
  readonly flows: number;
  readonly runsInProgress: number;
  /** Runs of all flows that are there, by state. */
  readonly runs: RunCounts;
  readonly quarantined: number;
  /** One for each resource that has moved rows or has a flow, over all runs, connections and flows. */
  readonly totals: readonly ResourceTotals[];
  readonly budget: BudgetGauges;
  readonly attention: readonly {
    readonly severity: "info" | "warning" | "error";
    readonly message: string;
    readonly next: string | null;
    /** Path of the thing below `/v1`. */
    readonly subject: string | null;
  }[];
}

export interface RunCounts {
  readonly scheduled: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** What all runs together did with one resource. */
export interface ResourceTotals {
  readonly resource: ResourceName;
  /** The generated object dataset and own datasets together: one row for each version of an object. */
  readonly figures: LedgerFigures;
  /** Of each generated dataset; `own`: of all flows with a mapping of one's own. */
  readonly datasets: Partial<Readonly<Record<DatasetKind | "own", LedgerFigures>>>;
  /** Records that wait in quarantine now. */
  readonly quarantined: number;
  readonly runs: RunCounts;
}

export interface OverviewRow {
  readonly resource: ResourceName;
  readonly flowId: string;
  readonly state: "enabled" | "disabled" | "draft";
  readonly lagSeconds: number | null;
  readonly ratePerSecond: number | null;
  readonly rowsAccepted: number;
  readonly quarantined: number;
  readonly lastRun: RunSummary | null;
  readonly nextRunAt: number | null;
  readonly lastReconciliation: { readonly id: string; readonly at: number; readonly verdict: DayVerdict } | null;
}

export interface BudgetGauges {
  readonly stripeReadsIn30Days: number;
  /** Null: counted, not limited. */
  readonly stripeReadBudget: number | null;
  readonly stripeRequestsPerSecond: { readonly allowed: number; readonly used: number };
  readonly batchesToday: number;
  readonly batchesPerDayLimit: number;
}

export type QuarantineStatus = "open" | "replayed" | "dropped";

/** `GET /v1/quarantine?status=&resource=&code=`. */
export interface QuarantinedRecord {
  readonly id: string;
  /** Of a flow with a mapping of one's own; null for the generated datasets. */
  readonly flowId: string | null;
  readonly runId: string;
  readonly resource: ResourceName;
  /** `object`, `event`, `relational`, or `own`. */
  readonly dataset: string;
  /** Stripe id. */
  readonly objectId: string;
  /** The path in the record that failed. */
  readonly path: string;
  readonly rule: string;
  readonly code: string;
  readonly title: string;
  readonly next: string;
  readonly status: QuarantineStatus;
  readonly createdAt: number;
}

/** `GET /v1/quarantine/{id}`: with the record as Stripe sent it, or the row as the platform refused it. */
export interface QuarantinedRecordDetail extends QuarantinedRecord {
  readonly record: unknown;
}

/** `GET /v1/quarantine/groups`: what the list is about. */
export interface QuarantineGroup {
  readonly code: string;
  readonly title: string;
  readonly resource: ResourceName;
  readonly path: string;
  readonly count: number;
}

/** `POST /v1/quarantine/replay` and `/drop`: named ones, or all that match. */
export interface QuarantineSelection {
  readonly ids?: readonly string[];
  /** Absent: of all connected accounts. */
  readonly connectionId?: string;
  readonly resource?: ResourceName;
  readonly code?: string;
}

export type DayVerdict = "agrees" | "differs" | "settling" | "unchecked";

/** `GET /v1/reconciliations/calendar?from=&to=&resource=`. */
export interface CalendarDay {
  /** UTC: `2026-01-31`. */
  readonly day: string;
  readonly resource: ResourceName;
  readonly verdict: DayVerdict;
  readonly reconciliationId: string | null;
  /** Whose account was compared. */
  readonly connectionId: string | null;
  readonly stripeCount: number | null;
  readonly platformCount: number | null;
  readonly sums: readonly MoneyComparison[];
}

/** Minor units; `exponent` is how many of them are decimals. */
export interface MoneyComparison {
  readonly currency: string;
  readonly exponent: number;
  readonly amount: string;
  readonly stripe: number;
  readonly platform: number;
}

/** `POST /v1/reconciliations`; answers 202 with an operation. Days are UTC. */
export interface ReconciliationInput {
  /** Needed when several accounts are connected. */
  readonly connectionId?: string;
  readonly resources?: readonly ResourceName[];
  readonly from?: string;
  readonly to?: string;
}

export interface Reconciliation {
  readonly id: string;
  readonly connectionId: string | null;
  /** `acct_…`. */
  readonly account: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly agrees: boolean;
  readonly days: readonly CalendarDay[];
  readonly differences: readonly ReconciliationDifference[];
}

/** What is wrong with one object, and why as far as is known. */
export interface ReconciliationDifference {
  readonly resource: ResourceName;
  readonly objectId: string;
  readonly day: string | null;
  readonly kind: string;
  readonly explanation: string;
  readonly repair: string | null;
}

/** `POST /v1/plans`. */
export interface PlanSummary {
  readonly id: string;
  readonly createdAt: number;
  readonly appliedAt: number | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly steps: readonly {
    readonly key: string;
    readonly kind: string;
    readonly title: string;
    readonly act: "create" | "adopt" | "change" | "keep" | "blocked";
    readonly irreversible: string | null;
    readonly differences: readonly string[];
    readonly drift: readonly string[];
    readonly proposal: string | null;
  }[];
}

/** `GET /v1/buy-now-pay-later?from=&to=`: from what the platform holds. Amounts in minor units. */
export interface BuyNowPayLater {
  readonly from: number;
  readonly to: number;
  readonly payments: number;
  readonly buyNowPayLaterPayments: number;
  readonly providers: readonly ProviderShare[];
  readonly months: readonly {
    /** UTC: `2026-01`. */
    readonly month: string;
    readonly provider: string;
    readonly payments: number;
    readonly sums: readonly MoneySum[];
  }[];
  /** `country` is empty where the platform does not hold it; `sums` are of what was paid later. */
  readonly countries: readonly {
    readonly country: string;
    readonly payments: number;
    readonly all: number;
    readonly sums: readonly MoneySum[];
  }[];
  /** For each currency by itself; `[from, to)` in its minor units, `to` null for all above. */
  readonly amountBands: readonly {
    readonly currency: string;
    readonly exponent: number;
    readonly from: number;
    readonly to: number | null;
    readonly payments: number;
    readonly all: number;
  }[];
  /** What the policy makes of what the page shows: where it hashes or drops, rows of later have no country or customer. */
  readonly policy: { readonly country: PolicyAction; readonly customer: PolicyAction };
  /** As far as the policy lets anybody be named; ids are hashes where the policy hashes them. */
  readonly customers: readonly {
    readonly id: string;
    readonly payments: number;
    readonly providers: readonly string[];
    readonly sums: readonly MoneySum[];
  }[];
  /** An audience over the event dataset, in Profile Query Language. */
  readonly audience: { readonly name: string; readonly description: string; readonly expression: string };
}

export interface ProviderShare {
  readonly provider: string;
  readonly payments: number;
  /** Of all payments, 0 to 1. */
  readonly share: number;
  readonly sums: readonly MoneySum[];
}

/** `amount` in minor units of `currency`; `exponent` is how many of its digits are decimals. */
export interface MoneySum {
  readonly currency: string;
  readonly exponent: number;
  readonly amount: number;
}

/** `GET /v1/events`: server-sent events; `event:` is `type`, `data:` the JSON of the rest. */
export type ServiceEvent =
  | { readonly type: "run"; readonly run: RunSummary | Run }
  | { readonly type: "progress"; readonly progress: RunProgress }
  | { readonly type: "operation"; readonly operation: Operation }
  | { readonly type: "changed"; readonly collection: "connections" | "flows" | "quarantine" | "reconciliations" };

/** A run in the middle. */
export interface RunProgress {
  readonly runId: string;
  readonly flowId: string;
  readonly resource: ResourceName;
  readonly phase: "reading" | "delivering" | "done" | "failed";
  readonly read: number;
  readonly sent: number;
  readonly quarantined: number;
  readonly ratePerSecond: number;
}
