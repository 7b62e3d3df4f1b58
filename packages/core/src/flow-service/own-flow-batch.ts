import { StoppedError } from "../errors.ts";
import { batchIngestion } from "../platform/batch-ingestion.ts";
import {
  type DeliveryParts,
  deliverRows,
  findDelivered,
  type OwnRow,
  refusedByPlatform,
  settleDelivered,
} from "./own-flow-delivery.ts";
import type { OwnFlowProgress } from "./own-flow-progress.ts";
import type { OwnFlowParts } from "./run-own-flow.ts";
import type { RunClaim } from "./run-claim.ts";

/** A batch is sent when it has this many bytes or rows. */
const BATCH_BYTES = 64 * 1024 * 1024;
const BATCH_ROWS = 50_000;

/** A batch that is about to be made, and the progress that holds once it is in the lake. */
interface Sending {
  readonly externalId: string;
  readonly progress: OwnFlowProgress;
  readonly rows: number;
  readonly bytes: number;
}

/** A row as it is sent, beside the object that it was made of. */
export interface OwnLine extends OwnRow {
  readonly line: string;
}

/** Rows on their way into one dataset. */
export class OwnFlowBatch {
  readonly #parts: OwnFlowParts;
  readonly #claim: RunClaim;
  #lines: OwnLine[] = [];
  #characters = 0;

  constructor(parts: OwnFlowParts, claim: RunClaim) {
    this.#parts = parts;
    this.#claim = claim;
  }

  add(lines: readonly OwnLine[]): void {
    this.#lines.push(...lines);
    for (const { line } of lines) this.#characters += line.length + 1;
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
    const bytes = Buffer.from(`${this.#lines.map(({ line }) => line).join("\n")}\n`);
    const externalId = `${this.#claim.run.id}-${progress.batches.length + 1}`;
    const sending: Sending = { externalId, progress, rows: this.#lines.length, bytes: bytes.length };
    // Written first: whoever finds the batch at the platform must know how far its rows reach.
    await this.#claim.write({ hidden: { sending } });
    const next = await this.#accept(sending, await deliverRows(this.#parts, externalId, bytes));
    this.#lines = [];
    this.#characters = 0;
    return next;
  }

  /** After a crash: a batch that had been handed over is waited for; one that had not is given up and read again. */
  async recover(progress: OwnFlowProgress): Promise<OwnFlowProgress> {
    const sending = this.#claim.run.hidden.sending as Sending | null | undefined;
    if (sending === null || sending === undefined) return progress;
    const found = await findDelivered(this.#parts, sending.externalId);
    return found === undefined ? progress : this.#accept(sending, found);
  }

  async #accept(sending: Sending, batchId: string): Promise<OwnFlowProgress> {
    const batch = await settleDelivered(this.#parts, batchId);
    const failed = batch.failedRecordCount ?? batch.metrics?.failedRecordCount ?? 0;
    if (failed > 0) await this.#parts.onRefused(await refusedByPlatform(this.#parts, batchId, this.#lines));
    const { progress } = sending;
    const next: OwnFlowProgress = {
      ...progress,
      outputBytes: progress.outputBytes + sending.bytes,
      outputRecords: progress.outputRecords + sending.rows - failed,
      failedRecords: progress.failedRecords + failed,
      batches: [...progress.batches, batch.id],
    };
    await this.#claim.write({ hidden: { progress: next, sending: null } });
    await this.#parts.onBatch();
    return next;
  }

  /** The batches of a run that failed leave the lake again. */
  takeBack(progress: OwnFlowProgress): Promise<void> {
    return takeBack(this.#parts, this.#claim, progress);
  }
}

/**
 * What a cancelled run has sent leaves the lake again, also what was on its way when it was stopped: the next run reads its
 * window once more.
 */
export async function takeBackRun(parts: DeliveryParts, claim: RunClaim, progress: OwnFlowProgress): Promise<void> {
  const sending = claim.run.hidden.sending as Sending | null | undefined;
  const found = sending === null || sending === undefined ? undefined : await findSettled(parts, sending.externalId);
  const batches = found === undefined ? progress.batches : [...progress.batches, found];
  await takeBack(parts, claim, { ...progress, batches });
}

/** Only what is in the lake can be taken back: a batch that ended without its rows has left nothing. */
async function findSettled(parts: DeliveryParts, externalId: string): Promise<string | undefined> {
  const found = await findDelivered(parts, externalId);
  if (found === undefined) return undefined;
  try {
    return (await settleDelivered(parts, found)).id;
  } catch (error) {
    if (error instanceof StoppedError) return undefined;
    throw error;
  }
}

async function takeBack(parts: DeliveryParts, claim: RunClaim, progress: OwnFlowProgress): Promise<void> {
  for (const batchId of progress.batches) await batchIngestion(parts.platform).revert(batchId, parts.signal);
  await claim.write({ hidden: { progress: { ...progress, batches: [], outputRecords: 0 }, sending: null } });
}
