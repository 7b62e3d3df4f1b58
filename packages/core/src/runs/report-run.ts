import { isBalanced, noFigures } from "../ledger-figures.ts";
import type { ResourceName } from "../resources.ts";
import type { Database, LedgerRow, ResourceRunRow, RunRow } from "../state/tables.ts";
import { figuresOfEntry, readLedger } from "../state/ledger.ts";
import { resourceRuns } from "../state/runs.ts";
import type { ResourceReport, RunReport, SyncMode } from "./run-report.ts";

/** The report of a run, as the store knows it: the same for the run that has just ended and for one of last month. */
export async function reportRun(database: Database, run: RunRow): Promise<RunReport> {
  const ledger = await readLedger(database, run.run_id);
  const ends = await resourceRuns(database, run.run_id);
  const resources = Object.fromEntries(ends.map((end) => [end.resource, reportResource(end, ledger)]));
  return {
    runId: run.run_id,
    mode: run.mode as SyncMode,
    status: run.status as RunReport["status"],
    startedAt: run.started_at,
    endedAt: run.ended_at ?? undefined,
    resources,
    stripeReads: run.stripe_reads,
  };
}

function reportResource(end: ResourceRunRow, ledger: readonly LedgerRow[]): ResourceReport {
  const rows = ledger.filter((row) => row.resource === end.resource);
  const datasets = Object.fromEntries(
    rows.map((row) => [row.dataset, figuresOfEntry(row)]),
  ) as ResourceReport["datasets"];
  const failure =
    end.failure_code === null
      ? {}
      : {
          failure: {
            code: end.failure_code,
            message: end.failure_message ?? "",
            ...(end.failure_next === null ? {} : { next: end.failure_next }),
          },
        };
  return {
    resource: end.resource as ResourceName,
    ...(datasets.object ?? noFigures),
    datasets,
    lagSeconds: end.lag_seconds ?? undefined,
    seconds: end.milliseconds / 1000,
    balanced: Object.values(datasets).every(isBalanced),
    ...failure,
  };
}
