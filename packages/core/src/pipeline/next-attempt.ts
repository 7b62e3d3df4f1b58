import { StoppedError } from "../errors.ts";
import { splitLines } from "../platform/split-lines.ts";
import { forgetBatch, sealBatch } from "../state/batches.ts";
import type { BatchVerdict } from "./await-verdict.ts";
import type { FeedRun } from "./feed-run.ts";
import { recordVerdict } from "./record-verdict.ts";
import { entriesOf, recordOf, type SealedBatch } from "./seal-batches.ts";
import { partPath, readSpooled, removeSpooled, spoolFile, type SpooledFile } from "./spool.ts";
import { writeUnderLease } from "./under-lease.ts";
import type { RowInFlight } from "./version-book.ts";

const ATTEMPTS = 4;

const newline = Buffer.from("\n");

/**
 * Seals the undecided rows as a batch of their own, in one transaction with what was decided: a crash in between finds
 * either the old batch or the new one. Undefined when the rows' bytes are not on this machine.
 */
export async function prepareNextAttempt(
  run: FeedRun,
  batch: SealedBatch,
  verdict: BatchVerdict,
  format = batch.record.format,
): Promise<SealedBatch | undefined> {
  const attempt = batch.record.attempt + 1;
  if (attempt > ATTEMPTS) throw failedError(batch, verdict);
  const spool = `${batch.record.spool}-${attempt}`;
  const undecided = new Set(verdict.undecided);
  const files = await spoolUndecided(run, batch, undecided, spool);
  if (files === undefined) return undefined;
  const rows = batch.rows.filter((row) => undecided.has(row));
  const record = recordOf(run, { datasetId: batch.record.dataset_id, spool, rows, files }, attempt, format);
  await writeUnderLease(run, async (transaction) => {
    await recordVerdict(run, transaction, batch.record, verdict);
    await forgetBatch(transaction, batch.record.external_id);
    await sealBatch(transaction, record, entriesOf(rows));
  });
  await removeSpooled(run, batch.record.spool, batch.record.files);
  return { kind: "sealed", record, rows, found: false };
}

/** Line `n` of the files together is row `n` of the batch. */
async function spoolUndecided(
  run: FeedRun,
  batch: SealedBatch,
  undecided: ReadonlySet<RowInFlight>,
  spool: string,
): Promise<readonly SpooledFile[] | undefined> {
  const files: SpooledFile[] = [];
  let line = 0;
  for (let part = 0; part < batch.record.files; part += 1) {
    const bytes = await readSpooled(run, batch.record.spool, part);
    if (bytes === undefined) return undefined;
    const kept: Uint8Array[] = [];
    for (const text of splitLines(bytes)) {
      const row = batch.rows[line];
      if (row !== undefined && undecided.has(row)) kept.push(text, newline);
      line += 1;
    }
    if (kept.length > 0) files.push(await spoolFile(run, partPath(spool, files.length), kept));
  }
  return files;
}

function failedError(batch: SealedBatch, verdict: BatchVerdict): StoppedError {
  const reasons = verdict.batch.errors.map((error) => `${error.code} ${error.description}`).join("; ");
  return new StoppedError({
    code: "SAEP-1402",
    message:
      `${verdict.undecided.length} rows of ${batch.record.resource} were not ingested in ${ATTEMPTS} attempts; ` +
      `the last batch ended as ${verdict.batch.status}${reasons === "" ? "" : `: ${reasons}`}.`,
    where: verdict.batch.batchId,
    next: "Look at the batch in the dataset's activity; run the sync again when the cause is mended.",
  });
}
