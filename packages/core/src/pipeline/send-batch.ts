import { RetryLaterError } from "../errors.ts";
import { patientRetryPolicy, retryDelay } from "../http/retry-policy.ts";
import { PlatformRefusedError } from "../platform/errors.ts";
import type { FeedRun } from "./feed-run.ts";
import { encodeFile } from "./encode-file.ts";
import type { SealedBatch } from "./seal-batches.ts";
import { isSpooledHere, readSpooled } from "./spool.ts";
import { assertStillOurs } from "./under-lease.ts";

/**
 * Brings a sealed batch to the platform, however far it got before; returns the platform's id for it. Undefined when a
 * batch found after a crash is not there and cannot be sent from this machine.
 */
export async function sendBatch(run: FeedRun, batch: SealedBatch): Promise<string | undefined> {
  const known = batch.found && run.decisions.looksBatchUp() ? await find(run, batch) : undefined;
  if (known !== undefined && known.phase !== "loading") return known.batchId;
  if (batch.found && !(await isSpooledHere(run, batch.record))) {
    // Left open, it would stay so for a day, and a late request of the crashed process could still complete it.
    if (known !== undefined) await run.ingestion.abort(known.batchId);
    return undefined;
  }
  await assertStillOurs(run);
  const batchId = known?.batchId ?? (await create(run, batch));
  for (let part = 0; part < batch.record.files; part += 1) {
    const bytes = await readSpooled(run, batch.record.spool, part);
    if (bytes === undefined) continue;
    const file = encodeFile(run, batch.record, part, bytes);
    await run.ingestion.upload(batchId, batch.record.dataset_id, file.name, file.bytes);
  }
  await assertStillOurs(run);
  await run.ingestion.complete(batchId);
  return batchId;
}

/** A create whose answer was lost, or that the platform calls a duplicate, is looked up before it is tried again. */
async function create(run: FeedRun, batch: SealedBatch): Promise<string> {
  const { dataset_id: datasetId, external_id: externalId } = batch.record;
  const format = batch.record.format === "parquet" ? "parquet" : "json";
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run.ingestion.create({ datasetId, externalId, format });
    } catch (error) {
      const isRetryable = error instanceof RetryLaterError;
      if (!isRetryable && !(error instanceof PlatformRefusedError)) throw error;
      const found = run.decisions.looksBatchUp() ? await find(run, batch) : undefined;
      if (found?.phase === "loading") return found.batchId;
      if (!isRetryable || attempt >= patientRetryPolicy.attempts) throw error;
      await run.ports.clock.sleep(retryDelay(patientRetryPolicy, attempt, run.ports.random), run.signal);
    }
  }
}

function find(run: FeedRun, { record }: SealedBatch) {
  return run.ingestion.find(record.dataset_id, record.external_id);
}
