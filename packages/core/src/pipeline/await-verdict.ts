import { RetryLaterError } from "../errors.ts";
import type { FeedRun } from "./feed-run.ts";
import type { PlatformBatch, RowError } from "./ingestion-service.ts";
import type { SealedBatch } from "./seal-batches.ts";
import type { RowInFlight } from "./version-book.ts";

export interface RejectedRow {
  readonly row: RowInFlight;
  readonly error: RowError;
}

/** Every row of a batch stands in exactly one of the three lists. */
export interface BatchVerdict {
  readonly accepted: readonly RowInFlight[];
  readonly rejected: readonly RejectedRow[];
  /** The batch ended without them and without a reason that names them. */
  readonly undecided: readonly RowInFlight[];
  readonly batch: PlatformBatch;
}

/** Milliseconds between two looks at a batch: soon at first, then ever more patiently. */
const FIRST_POLL = 200;
const POLL_GROWTH = 1.5;
const LONGEST_POLL = 30_000;

export async function awaitVerdict(run: FeedRun, sealed: SealedBatch, batchId: string): Promise<BatchVerdict> {
  const batch = await awaitSettlement(run, sealed, batchId);
  const succeeded = batch.phase === "succeeded";
  const asks = batch.failedRecordCount > 0 || !succeeded;
  const errors = asks && run.decisions.readsDiagnostics() ? await run.ingestion.rowErrors(batchId) : [];
  const { rejected, others } = splitByError(sealed.rows, errors);
  if (!succeeded) return { accepted: [], rejected, undecided: others, batch };
  if (batch.recordCount === undefined || batch.recordCount === others.length || !run.decisions.countsRows()) {
    return { accepted: others, rejected, undecided: [], batch };
  }
  const present = await run.ingestion.rowIds(batchId);
  if (present.size !== batch.recordCount) throw notReadBack(batch, present.size);
  return {
    accepted: others.filter((row) => present.has(row.rowId)),
    rejected,
    undecided: others.filter((row) => !present.has(row.rowId)),
    batch,
  };
}

function splitByError(rows: readonly RowInFlight[], errors: readonly RowError[]) {
  const rejected: RejectedRow[] = [];
  // Nearly every batch: the rows need not be looked up one by one.
  if (errors.length === 0) return { rejected, others: rows };
  const errorOf = new Map(errors.map((error) => [error.rowId, error]));
  const others: RowInFlight[] = [];
  for (const row of rows) {
    const error = errorOf.get(row.rowId);
    if (error === undefined) others.push(row);
    else rejected.push({ row, error });
  }
  return { rejected, others };
}

async function awaitSettlement(run: FeedRun, sealed: SealedBatch, batchId: string): Promise<PlatformBatch> {
  const deadline = run.ports.clock.now() + run.delivery.settleTimeout;
  for (let pause = FIRST_POLL; ; pause = Math.min(LONGEST_POLL, pause * POLL_GROWTH)) {
    const batch = await run.ingestion.status(batchId);
    // A batch that Catalog does not know (any more) has ended without its rows.
    if (batch === undefined) return gone(batchId);
    if (batch.phase === "succeeded" || batch.phase === "failed") return batch;
    if (run.ports.clock.now() >= deadline) throw notSettled(sealed, batch);
    await run.ports.clock.sleep(pause, run.signal);
  }
}

/** What is missing is known only if what is there was read whole. */
function notReadBack(batch: PlatformBatch, rows: number): RetryLaterError {
  return new RetryLaterError({
    code: "SAEP-1405",
    message: `The platform counts ${String(batch.recordCount)} rows in a batch and gives ${rows} back.`,
    where: batch.batchId,
    next: "Run the sync again: it looks at the batch anew.",
  });
}

function gone(batchId: string): PlatformBatch {
  return { batchId, phase: "failed", status: "unknown", recordCount: undefined, failedRecordCount: 0, errors: [] };
}

function notSettled(sealed: SealedBatch, batch: PlatformBatch): RetryLaterError {
  return new RetryLaterError({
    code: "SAEP-1403",
    message: `The platform has not settled a batch of ${sealed.record.resource} in time; its status is ${batch.status}.`,
    where: batch.batchId,
    next: "Run the sync again: it looks the batch up before sending anything.",
  });
}
