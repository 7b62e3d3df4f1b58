import type { LedgerFigures } from "@stripe-aep/core";
import type { Run, RunErrorGroup, RunStatus, RunSummary } from "@stripe-aep/core/service-api";
import { isBalanced, orderOf, statusOf, type StoredEntity } from "@stripe-aep/core/flow-service";
import { documentOf, figuresOf, hiddenOf } from "./run-figures.ts";
import type { RunnableFlow } from "./flow-view.ts";

const statuses: Readonly<Record<string, RunStatus>> = {
  scheduled: "scheduled",
  inProgress: "running",
  success: "succeeded",
  failed: "failed",
};

/** A run as `/v1` lists it. */
export function summarizeRun(run: StoredEntity, runnable: RunnableFlow): RunSummary {
  const { window } = orderOf(run);
  const { durationSummary } = documentOf(run).metrics ?? {};
  const { startedAtUTC = null, completedAtUTC = null } = durationSummary ?? {};
  const status = statuses[statusOf(run.document)] ?? "interrupted";
  const endedAt = completedAtUTC ?? (status === "failed" ? Number(run.document.updatedAt) : null);
  const figures = figuresOf(run);
  const seconds = startedAtUTC === null ? 0 : ((endedAt ?? Number(run.document.updatedAt)) - startedAtUTC) / 1000;
  return {
    id: run.id,
    flowId: runnable.flow.id,
    flowName: String(runnable.flow.document.name),
    resource: runnable.resource,
    engine: runnable.engine,
    status,
    startedAt: startedAtUTC,
    endedAt,
    window: runnable.engine === "own" ? { from: window.start, to: window.end } : null,
    figures,
    balanced: isBalanced(figures) || status !== "succeeded",
    ratePerSecond: seconds > 0 ? Math.round(figures.read / seconds) : null,
    partial: status === "succeeded" && (documentOf(run).metrics?.statusSummary?.errors ?? []).length > 0,
    firstError: errorsOf(run, runnable)[0] ?? null,
  };
}

export function detailRun(run: StoredEntity, runnable: RunnableFlow): Run {
  const { sizeSummary } = documentOf(run).metrics ?? {};
  const ledger = hiddenOf(run, "ledger") as Readonly<Record<string, LedgerFigures>>;
  const kinds = Object.entries(ledger).map(([kind, figures]) => ({ kind: kind as "object", dataSetId: "", figures }));
  const own = { kind: "own" as const, dataSetId: runnable.dataSetId, figures: figuresOf(run) };
  return {
    ...summarizeRun(run, runnable),
    datasets: runnable.engine === "own" ? [own] : kinds,
    inputBytes: Math.max(0, sizeSummary?.inputBytes ?? 0),
    outputBytes: Math.max(0, sizeSummary?.outputBytes ?? 0),
    batchIds: documentOf(run).activities?.at(-1)?.targetInfo?.[0]?.reference?.ids ?? [],
    stripeReads: Number(run.hidden.stripeReads ?? 0),
    errors: errorsOf(run, runnable),
    live: null,
  };
}

/** Of a run whose records failed in mapping or at the platform, be it a failure or, below the threshold, a success. */
export const ROWS_FAILED = "CONNECTOR-2001-500";

const advice: Readonly<Record<string, string>> = {
  "CONNECTOR-1001-500": "Check the account's key and permissions, then retry the run.",
  [ROWS_FAILED]: "Look at the rows that failed; correct the mapping or the schema, then retry the run.",
  "CONNECTOR-3001-500": "The platform made no batch: look at its status page, then retry the run.",
  "MAPPER-3700-400": "Map a source that is never empty to the required field, or give it a default with coalesce.",
  "MAPPER-3701-400": "Convert the value in the mapping: the column stays empty as it is.",
};

/** What a run of a generated flow refused is not read again by a retry. */
const replayAdvice = "Look at the reasons in quarantine; correct the cause, then replay the records.";

function errorsOf(run: StoredEntity, { engine }: RunnableFlow): readonly RunErrorGroup[] {
  const { metrics, activities } = documentOf(run);
  const top = metrics?.statusSummary?.errors ?? [];
  const rows = activities?.at(-1)?.statusSummary?.extensions?.errors ?? [];
  return [...top, ...rows].map((error) => ({
    code: error.code,
    title: error.message.split(/[.:]/)[0] ?? error.message,
    message: error.message,
    count: "recordCount" in error && typeof error.recordCount === "number" ? error.recordCount : 1,
    next: engine === "generated" && error.code === ROWS_FAILED ? replayAdvice : (advice[error.code] ?? null),
    objectIds: [],
  }));
}
