import { forgetBatch, sealBatch } from "../state/batches.ts";
import type { FeedRun } from "./feed-run.ts";
import { figuresOf } from "./page-account.ts";
import { readVersion } from "./read-page.ts";
import { entriesOf, recordOf, type SealedBatch } from "./seal-batches.ts";
import { partPath, spoolFile } from "./spool.ts";
import { writeUnderLease } from "./under-lease.ts";
import type { RowInFlight } from "./version-book.ts";

/**
 * A stream that a process on another machine has sealed: its files are there, and whether it has arrived nobody can say. The
 * objects are read again. One that still is what was sealed gives the same row, with the version and the `_id` it had, so
 * that a second copy says nothing new; one that has changed since is left to its own event. Undefined when all have changed.
 */
export async function sealStreamAgain(run: FeedRun, sealed: SealedBatch): Promise<SealedBatch | undefined> {
  const lines: Uint8Array[] = [];
  const rows: RowInFlight[] = [];
  for (const row of sealed.rows) {
    const bytes = run.decisions.keepsStreamedVersions() ? await rowAgain(run, row) : undefined;
    if (bytes === undefined) continue;
    rows.push(row);
    lines.push(bytes, NEWLINE);
  }
  release(sealed.rows.filter((row) => !rows.includes(row)));
  if (rows.length === 0) return undefined;
  const spool = `${sealed.record.spool}-again`;
  const files = [await spoolFile(run, partPath(spool, 0), lines)];
  const { dataset_id: datasetId, attempt, format } = sealed.record;
  const record = recordOf(run, { datasetId, spool, rows, files }, attempt, format);
  await writeUnderLease(run, async (transaction) => {
    await forgetBatch(transaction, sealed.record.external_id);
    await sealBatch(transaction, record, entriesOf(rows));
  });
  return { kind: "sealed", record, rows, found: false };
}

const NEWLINE = Buffer.from("\n");

async function rowAgain(run: FeedRun, row: RowInFlight): Promise<Uint8Array | undefined> {
  const [milliseconds, sequence] = row.version;
  const record = await readVersion(run, row.resource, row.objectId, { milliseconds, sequence });
  if (record.fate === "refused") return undefined;
  return record.rows.find((candidate) => {
    return candidate.dataset === row.dataset && candidate.rowId === row.rowId && candidate.digest === row.digest;
  })?.bytes;
}

/** Nothing is owed for these any more: their pages' figures are as if they had never been counted. */
function release(rows: readonly RowInFlight[]): void {
  for (const row of rows) {
    for (const account of row.accounts) account.pending -= 1;
    const [owner] = row.accounts;
    if (owner === undefined) continue;
    const figures = figuresOf(owner, row.dataset);
    figures.read -= 1;
    figures.sent -= 1;
  }
}
