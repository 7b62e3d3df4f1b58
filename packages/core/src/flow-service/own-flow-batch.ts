import { StoppedError } from "../errors.ts";
import { batchIngestion } from "../platform/batch-ingestion.ts";
import { type Batch, catalog, isSettled } from "../platform/catalog.ts";
import type { OwnFlowProgress } from "./own-flow-progress.ts";
import type { OwnFlowParts } from "./run-own-flow.ts";
import type { RunClaim } from "./run-claim.ts";

/** A batch is sent when it has this many bytes or rows. */
const BATCH_BYTES = 64 * 1024 * 1024;
const BATCH_ROWS = 50_000;

/** What holds no rows and never will. */
const unusable: ReadonlySet<string> = new Set(["aborted", "abandoned", "inactive", "deleted", "failed", "failure"]);

/** A batch that is about to be made, and the progress that holds once it is in the lake. */
interface Sending {
  readonly externalId: string;
  readonly progress: OwnFlowProgress;
  readonly rows: number;
  readonly bytes: number;
}

const FIRST_POLL = 200;
const LONGEST_POLL = 5000;

/** Rows on their way into one dataset. */
export class OwnFlowBatch {
  readonly #parts: Pick<OwnFlowParts, "platform" | "dataSetId" | "clock" | "signal">;
  readonly #claim: RunClaim;
  #lines: string[] = [];
  #characters = 0;

  constructor(parts: OwnFlowParts, claim: RunClaim) {
    this.#parts = parts;
    this.#claim = claim;
  }

  add(lines: readonly string[]): void {
    this.#lines.push(...lines);
    for (const line of lines) this.#characters += line.length + 1;
  }

  get isFull(): boolean {
    return this.#lines.length >= BATCH_ROWS || this.#characters >= BATCH_BYTES;
  }

  /**
   * Sends what was added and waits for the platform's verdict; then, and only then, progress is kept. The batch is known by
   * run and number: after a crash it is found instead of made again.
   */
  async send(progress: OwnFlowProgress): Promise<OwnFlowProgress> {
    if (this.#lines.length === 0) {
      await this.#claim.write({ hidden: { progress } });
      return progress;
    }
    const bytes = Buffer.from(`${this.#lines.join("\n")}\n`);
    const externalId = `${this.#claim.run.id}-${progress.batches.length + 1}`;
    const sending: Sending = { externalId, progress, rows: this.#lines.length, bytes: bytes.length };
    // Written first: whoever finds the batch at the platform must know how far its rows reach.
    await this.#claim.write({ hidden: { sending } });
    const next = await this.#accept(sending, await this.#deliver(externalId, bytes));
    this.#lines = [];
    this.#characters = 0;
    return next;
  }

  /** After a crash: a batch that had been handed over is waited for; one that had not is given up and read again. */
  async recover(progress: OwnFlowProgress): Promise<OwnFlowProgress> {
    const sending = this.#claim.run.hidden.sending as Sending | null | undefined;
    if (sending === null || sending === undefined) return progress;
    const found = await this.#find(sending.externalId);
    return found === undefined ? progress : this.#accept(sending, found);
  }

  async #accept(sending: Sending, batchId: string): Promise<OwnFlowProgress> {
    const batch = await this.#settle(batchId);
    if (batch.status !== "success") throw failedBatch(batch);
    const failed = batch.failedRecordCount ?? batch.metrics?.failedRecordCount ?? 0;
    const { progress } = sending;
    const next: OwnFlowProgress = {
      ...progress,
      outputBytes: progress.outputBytes + sending.bytes,
      outputRecords: progress.outputRecords + sending.rows - failed,
      failedRecords: progress.failedRecords + failed,
      batches: [...progress.batches, batch.id],
    };
    await this.#claim.write({ hidden: { progress: next, sending: null } });
    return next;
  }

  /** The batches of a run that failed leave the lake again. */
  async takeBack(progress: OwnFlowProgress): Promise<void> {
    const { platform, signal } = this.#parts;
    for (const batchId of progress.batches) await batchIngestion(platform).revert(batchId, signal);
    await this.#claim.write({ hidden: { progress: { ...progress, batches: [], outputRecords: 0 } } });
  }

  async #deliver(externalId: string, bytes: Uint8Array): Promise<string> {
    const { platform, dataSetId: datasetId, signal } = this.#parts;
    const found = await this.#find(externalId);
    if (found !== undefined) return found;
    const batches = batchIngestion(platform);
    const partialIngestionPercentage = 100;
    const { id } = await batches.create({ datasetId, format: "json", externalId, partialIngestionPercentage }, signal);
    await batches.uploadFile({ batchId: id, datasetId, path: "rows.json", bytes }, signal);
    await batches.complete(id, signal);
    return id;
  }

  /** The batch that was handed over under this name; one that is still open for files is aborted. */
  async #find(externalId: string): Promise<string | undefined> {
    const { platform, dataSetId, signal } = this.#parts;
    const found = await catalog(platform).findBatchByExternalId(dataSetId, externalId);
    if (found === undefined || unusable.has(found.status)) return undefined;
    if (found.status !== "loading") return found.id;
    await batchIngestion(platform).abort(found.id, signal);
    return undefined;
  }

  async #settle(batchId: string): Promise<Batch> {
    const { platform, clock, signal } = this.#parts;
    for (let pause = FIRST_POLL; ; pause = Math.min(LONGEST_POLL, pause * 1.5)) {
      const batch = await catalog(platform).batch(batchId);
      if (batch !== undefined && isSettled(batch)) return batch;
      await clock.sleep(pause, signal);
    }
  }
}

function failedBatch(batch: Batch): StoppedError {
  const reasons = (batch.errors ?? []).map(({ code, description }) => `${code} ${description}`).join("; ");
  return new StoppedError({
    code: "SAEP-1804",
    message: `The platform ended the batch as ${batch.status}${reasons === "" ? "" : `: ${reasons}`}.`,
    where: batch.id,
    next: "Look at the batch in the dataset's activity; retry the run when the cause is mended.",
  });
}
