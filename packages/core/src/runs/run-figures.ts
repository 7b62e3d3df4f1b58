import type { ResourceName } from "../resources.ts";
import type { Database, LedgerRow, ResourceRunRow, RunRow } from "../state/tables.ts";
import { readLedger } from "../state/ledger.ts";
import { resourceRuns } from "../state/runs.ts";
import type { LedgerFigures, ResourceReport, RunReport, SyncMode } from "./run-report.ts";

const nothing: LedgerFigures = {
  read: 0,
  sent: 0,
  unchanged: 0,
  filtered: 0,
  quarantined: 0,
  accepted: 0,
  rejected: 0,
};

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
  const datasets = Object.fromEntries(rows.map((row) => [row.dataset, figuresOf(row)])) as ResourceReport["datasets"];
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
    ...(datasets.object ?? nothing),
    datasets,
    lagSeconds: end.lag_seconds ?? undefined,
    seconds: end.milliseconds / 1000,
    balanced: Object.values(datasets).every(isBalanced),
    ...failure,
  };
}

export function figuresOf({
  read_rows: read,
  sent,
  unchanged,
  filtered,
  quarantined,
  accepted,
  rejected,
}: LedgerRow): LedgerFigures {
  return { read, sent, unchanged, filtered, quarantined, accepted, rejected };
}

/** Both equations of the ledger. */
function isBalanced(figures: LedgerFigures): boolean {
  const { read, sent, unchanged, filtered, quarantined, accepted, rejected } = figures;
  return read === sent + unchanged + filtered + quarantined && sent === accepted + rejected;
}
