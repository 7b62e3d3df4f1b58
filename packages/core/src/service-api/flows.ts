import type { ResourceName } from "../resources.ts";
import type { LedgerFigures } from "../ledger-figures.ts";
import type { DatasetKind } from "../xdm/page-mapper.ts";

/** Adobe's `scheduleParams`, read. */
export interface FlowSchedule {
  readonly frequency: "once" | "minute" | "hour" | "day" | "week";
  /** Absent for `once`. */
  readonly interval?: number;
  /** Milliseconds since 1970. */
  readonly startsAt: number;
  readonly backfill: boolean;
}

/**
 * `generated`: our mapping, the connector's whole engine (events, versions, deletions, reconciliation). `own`: the operator's
 * mapping set, as Adobe's hosted source would run it: objects by the window of their `created`.
 */
export type FlowEngine = "generated" | "own";

export interface Flow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly state: "draft" | "enabled" | "disabled";
  readonly engine: FlowEngine;
  readonly resource: ResourceName;
  readonly connectionId: string;
  readonly connectionName: string;
  readonly dataSets: readonly { readonly kind: DatasetKind | "own"; readonly id: string; readonly name: string }[];
  readonly mappingId: string | null;
  readonly mappingVersion: number | null;
  /** Null only for a draft without one. */
  readonly schedule: FlowSchedule | null;
  readonly options: { readonly errorDiagnosticsEnabled: boolean; readonly partialIngestionPercent: number | null };
  /** Null: never, or not before it is enabled. */
  readonly nextRunAt: number | null;
  readonly lastRun: RunSummary | null;
  /** Seconds between Stripe's clock and the newest change that is proven to have arrived. */
  readonly lagSeconds: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly etag: string;
}

/** `POST /v1/flows`: one flow; what it needs at the platform is created when it is missing. */
export interface FlowInput {
  readonly name: string;
  readonly description?: string;
  readonly connectionId: string;
  readonly resource: ResourceName;
  readonly schedule: FlowSchedule;
  readonly errorDiagnosticsEnabled?: boolean;
  /**
   * Percent of the records that may be refused before a run has failed. Absent: 5 with the generated mapping, which always has
   * partial ingestion and diagnostics on; none with a mapping of one's own.
   */
  readonly partialIngestionPercent?: number;
  /** The datasets that are meant for it join Real-Time Customer Profile, which can never be undone. Default false. */
  readonly profile?: boolean;
  /** Absent: the generated mapping into the generated datasets. */
  readonly own?: OwnMapping;
}

/** Where a mapping of one's own leads: a dataset that exists or a new one, a mapping set that exists or new rows. */
export interface OwnMapping {
  readonly dataSetId?: string;
  /** Made with the generated object schema of the resource. */
  readonly newDataSet?: { readonly name: string; readonly description?: string };
  readonly mappingId?: string;
  readonly mappingVersion?: number;
  readonly rows?: readonly MappingInputRow[];
}

/** `POST /v1/set-up`: all six resources with recommended settings, or those that are named. Answers 202 with an operation. */
export interface SetUpInput {
  readonly connectionId: string;
  readonly resources?: readonly ResourceName[];
  readonly schedule?: FlowSchedule;
}

export type RunStatus = "scheduled" | "running" | "succeeded" | "failed" | "interrupted";

export interface RunSummary {
  readonly id: string;
  readonly flowId: string;
  readonly flowName: string;
  readonly resource: ResourceName;
  readonly engine: FlowEngine;
  readonly status: RunStatus;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** `[from, to)` of `created`, milliseconds; `from` 0 is the beginning. */
  readonly window: { readonly from: number; readonly to: number } | null;
  readonly figures: LedgerFigures;
  readonly balanced: boolean;
  readonly ratePerSecond: number | null;
  /** Succeeded although records were refused: no more than the dataflow's error threshold allows. */
  readonly partial: boolean;
  readonly firstError: RunErrorGroup | null;
}

export interface Run extends RunSummary {
  readonly datasets: readonly {
    readonly kind: DatasetKind | "own";
    readonly dataSetId: string;
    readonly figures: LedgerFigures;
  }[];
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly batchIds: readonly string[];
  readonly stripeReads: number;
  readonly errors: readonly RunErrorGroup[];
  /** Only of a run in progress. */
  readonly live: RunLive | null;
}

/** Where a run in progress stands; the figures of its datasets are what is proven so far. */
export interface RunLive {
  /** Windows of `created` that are listed at the same time, newest first; empty when nothing is listed. */
  readonly slices: readonly RunSlice[];
  /** Sealed and not yet judged by the platform. */
  readonly underWay: { readonly batches: number; readonly rows: number; readonly bytes: number };
}

/** `[from, to)` of `created` in milliseconds, read from the newest down. */
export interface RunSlice {
  /** Null: down to the beginning. */
  readonly from: number | null;
  readonly to: number;
  /** Down to here everything has provably arrived; null before the first page is proven. */
  readonly provenTo: number | null;
  readonly done: boolean;
}

/** Errors of a run by code, with the fix. */
export interface RunErrorGroup {
  readonly code: string;
  readonly title: string;
  readonly message: string;
  readonly count: number;
  readonly next: string | null;
  /** Some of the Stripe ids. */
  readonly objectIds: readonly string[];
}

/** A row of `GET /v1/mappings/{resource}/{dataset}`: the generated mapping, as it can be edited. */
export interface MappingRow {
  readonly source: string;
  readonly destination: string;
  readonly conversion: string;
  readonly policy: string;
  readonly type: string;
  readonly documentation: string;
  readonly labels: readonly string[];
  readonly rule: string;
  /** The row as Data Prep takes it, to be edited; null where the policy leaves the field out. */
  readonly dataPrep: MappingInputRow | null;
}

export interface Mapping {
  readonly resource: ResourceName;
  readonly dataset: DatasetKind;
  readonly rows: readonly MappingRow[];
}

/** `POST /v1/mappings/validation`: a mapping set of one's own, judged as you type, and tried on a record. */
export interface MappingInput {
  readonly resource: ResourceName;
  /** `$id` of the schema that the rows must fit; absent: destinations are not checked. */
  readonly schemaId?: string;
  readonly rows: readonly MappingInputRow[];
  /** Tried on it; absent: the published sample. */
  readonly record?: Readonly<Record<string, unknown>>;
}

export interface MappingInputRow {
  readonly sourceType?: "ATTRIBUTE" | "EXPRESSION" | "STATIC";
  readonly source: string;
  readonly destination: string;
}

export interface MappingJudgement {
  readonly problems: readonly MappingProblem[];
  /** What the record becomes; null when the mapping cannot run. */
  readonly result: Readonly<Record<string, unknown>> | null;
  /** The value of each row for the record, in the order of the rows. */
  readonly values: readonly unknown[];
}

export interface MappingProblem {
  /** Counted from 0. */
  readonly row: number;
  readonly severity: "error" | "warning";
  readonly message: string;
  /** A source text that would do. */
  readonly proposal: string | null;
}

/** `POST /v1/estimates`: what a schedule costs, before it is chosen. */
export interface EstimateInput {
  readonly connectionId: string;
  readonly resources: readonly ResourceName[];
  readonly schedule: FlowSchedule;
}

export interface Estimate {
  /** Objects at Stripe now, as far as a few requests can tell. */
  readonly objects: Partial<Readonly<Record<ResourceName, number>>>;
  /** Seconds of the first run. */
  readonly firstRunSeconds: number;
  readonly requestsOfFirstRun: number;
  readonly readsIn30Days: number;
  readonly readBudget: number | null;
  readonly batchesPerDay: number;
  /** Profile's soft limit for a sandbox. */
  readonly batchesPerDayLimit: number;
  readonly warnings: readonly string[];
}
