import type { PageParcel } from "./assemble-batches.ts";
import { awaitVerdict, type BatchVerdict } from "./await-verdict.ts";
import type { FeedRun } from "./feed-run.ts";
import { inParallel } from "./in-parallel.ts";
import { prepareNextAttempt } from "./next-attempt.ts";
import { sendBatch } from "./send-batch.ts";
import type { SealedBatch } from "./seal-batches.ts";
import { streamBatch } from "./stream-batch.ts";
import type { RejectedRow } from "./await-verdict.ts";
import type { RowInFlight } from "./version-book.ts";

/** What the platform has said of every row of a batch. */
export interface SettledBatch {
  readonly kind: "settled";
  /** As it was last sent: the record to forget. */
  readonly batch: SealedBatch;
  readonly accepted: readonly RowInFlight[];
  readonly rejected: readonly RejectedRow[];
  /** A batch of a crashed run whose files are on another machine and that never reached the platform: to be read again. */
  readonly abandoned: boolean;
}

/** Batches of one resource that may be at the platform at the same time. */
const BATCHES_IN_FLIGHT = 3;

/** Sends each batch and waits for the platform's verdict on every row of it. */
export function deliverBatches(
  run: FeedRun,
  parcels: AsyncIterable<SealedBatch | PageParcel>,
): AsyncIterable<SettledBatch | PageParcel> {
  const work = async (parcel: SealedBatch | PageParcel) => {
    if (parcel.kind === "page") return parcel;
    return parcel.record.format === "stream" ? streamBatch(run, parcel, deliverBatch) : deliverBatch(run, parcel);
  };
  return inParallel(parcels, BATCHES_IN_FLIGHT, work, run.stop);
}

async function deliverBatch(run: FeedRun, sealed: SealedBatch): Promise<SettledBatch> {
  const accepted: RowInFlight[] = [];
  const rejected: RejectedRow[] = [];
  for (let batch = sealed; ;) {
    const batchId = await sendBatch(run, batch);
    if (batchId === undefined) return { kind: "settled", batch, accepted, rejected, abandoned: true };
    const verdict = await awaitVerdict(run, batch, batchId);
    accepted.push(...verdict.accepted);
    rejected.push(...verdict.rejected);
    logVerdict(run, batch, verdict);
    if (verdict.undecided.length === 0) return { kind: "settled", batch, accepted, rejected, abandoned: false };
    const next = await prepareNextAttempt(run, batch, verdict);
    if (next === undefined) return { kind: "settled", batch, accepted, rejected, abandoned: true };
    batch = next;
  }
}

function logVerdict(run: FeedRun, { record }: SealedBatch, verdict: BatchVerdict): void {
  run.ports.log.write(verdict.rejected.length + verdict.undecided.length > 0 ? "warn" : "info", "batch-settled", {
    externalId: record.external_id,
    accepted: verdict.accepted.length,
    rejected: verdict.rejected.length,
    undecided: verdict.undecided.length,
  });
}
