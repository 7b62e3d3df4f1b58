import type {
  ApplyReport,
  BuyNowPayLaterAnswer,
  DestroyReport,
  DryRunReport,
  FeedStatus,
  Plan,
  PlanCounts,
  Preview,
  QuarantineRow,
  ReconcileReport,
  ReconcileVerdict,
  RepairPlan,
  ReplayReport,
  ResourceName,
  RewoundCursor,
  RunReport,
} from "@stripe-aep/core";

import type { ResourceFigures } from "../demo/demo-report.ts";
import type { Finding } from "../doctor/finding.ts";
import type { DayReportRow } from "../reconcile/day-report.ts";
import type { TriggeredFact } from "../trigger/trigger-fact.ts";
import type { SchemaResults } from "./schema-results.ts";

/** What each command prints with `--json`, by its name; every line also has `schemaVersion` and `type`. */
export interface CommandResults extends ConnectorResults, SchemaResults {}

/**
 * Of the commands that work with the connector and its settings. The schemas in `docs/schemas` are generated from here, so
 * that a change of this file is a change of a published interface: members may be added, none may go.
 */
export interface ConnectorResults {
  readonly apply: ApplyReport & { readonly seconds: number };
  readonly "apply --dry-run": { readonly dryRun: true; readonly counts: PlanCounts };
  readonly "auth login": SecretPlace;
  readonly "auth logout": { readonly removed: string };
  readonly "auth rotate": SecretPlace & { readonly opens: string };
  readonly "auth status": { readonly references: readonly ReferenceState[] };
  readonly backfill: RunResult;
  readonly completion: { readonly shell: string; readonly script: string };
  readonly "config get": { readonly setting: string; readonly value: unknown; readonly place: string | null };
  readonly "config list": { readonly profile: string; readonly settings: Readonly<Record<string, SettingValue>> };
  readonly "config path": { readonly project: string | null; readonly user: string; readonly state: string | null };
  readonly "config set": {
    readonly setting: string;
    readonly value: unknown;
    readonly profile: string;
    readonly file: string;
  };
  readonly demo: DemoResult;
  readonly destroy: DestroyReport;
  readonly doctor: { readonly findings: readonly Finding[] };
  readonly explain: {
    readonly code: string;
    readonly title: string;
    readonly meaning: string;
    readonly next: string;
  };
  readonly init: { readonly file: string; readonly profile: string; readonly account: string | null };
  readonly listen: { readonly webhooks: number; readonly runs: number; readonly exit: number };
  readonly plan: { readonly plan: Plan; readonly counts: PlanCounts };
  readonly preview: { readonly preview: Preview };
  readonly "quarantine drop": { readonly dropped: string };
  readonly "quarantine list": { readonly entries: readonly QuarantineEntry[] };
  readonly "quarantine replay": ReplayReport;
  /** `source` only with `--source`. */
  readonly "quarantine show": { readonly entry: QuarantineEntry & { readonly source?: string } };
  readonly "reconcile repair": { readonly repaired: number; readonly report: ReconcileReport };
  readonly "reconcile repair --plan": { readonly plan: RepairPlan };
  readonly "reconcile report": { readonly verdict: ReconcileVerdict; readonly days: readonly DayReportRow[] };
  readonly "reconcile run": { readonly report: ReconcileReport };
  /** The run ends at its next page; `runs show` says when it has. */
  readonly "runs cancel": { readonly runId: string; readonly status: "cancelling" };
  readonly "runs errors": { readonly groups: readonly ErrorGroup[] };
  readonly "runs list": { readonly runs: readonly RunReport[] };
  readonly "runs show": { readonly run: RunReport };
  readonly "state export": { readonly file: string; readonly rows: number };
  readonly "state import": { readonly file: string; readonly rows: number };
  readonly "state rewind": { readonly dryRun: boolean; readonly cursors: readonly RewoundCursor[] };
  readonly "state show": {
    readonly folder: string;
    readonly store: string;
    /** Null where the store is not a file. */
    readonly bytes: number | null;
    readonly feeds: readonly FeedStatus[];
  };
  readonly status: { readonly feeds: readonly FeedStatus[] };
  readonly sync: RunResult;
  readonly "sync --dry-run": DryRunReport & { readonly dryRun: true };
  readonly "sync --watch": { readonly runs: number; readonly exit: number };
  readonly trigger: TriggeredFact;
}

/** A refused record without the record itself, which may hold personal data. */
export type QuarantineEntry = Omit<QuarantineRow, "source">;

/** Where a secret stands; never the secret. */
export interface SecretPlace {
  readonly setting: string;
  readonly reference: string;
}

export interface ReferenceState extends SecretPlace {
  /** `rk_test_` and the like; never more of the secret. */
  readonly kind: string;
  /** Why the secret cannot be read. */
  readonly problem?: string;
}

export interface RunResult {
  readonly run: RunReport;
  /** The exit code. */
  readonly exit: number;
}

export interface SettingValue {
  readonly value: unknown;
  /** `default`, `command line`, a file, or the name of an environment variable. */
  readonly place: string;
  /** Counted from 1; only of files. */
  readonly line?: number;
}

export interface ErrorGroup {
  readonly code: string;
  readonly resource: string;
  readonly path: string;
  readonly rule: string;
  readonly count: number;
  /** A Stripe id. */
  readonly example: string;
}

/** Figures of the object datasets; sums are text, because they may pass 2^53. */
export interface DemoResult {
  readonly seed: number;
  readonly resources: Partial<Readonly<Record<ResourceName, ResourceFigures>>>;
  readonly reconciled: boolean;
  readonly repeated: boolean;
  readonly lost: readonly string[];
  readonly bnpl: BuyNowPayLaterAnswer;
  readonly seconds: number;
}
