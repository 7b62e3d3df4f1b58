import { hash } from "node:crypto";
import { type BatchEntry, sealBatch } from "../state/batches.ts";
import { raiseVersionTime } from "../state/feeds.ts";
import type { BatchRow } from "../state/tables.ts";
import type { AssembledBatch, PageParcel } from "./assemble-batches.ts";
import type { FeedRun } from "./feed-run.ts";
import { writeUnderLease } from "./under-lease.ts";
import type { RowInFlight } from "./version-book.ts";

/** A batch that the store knows: from here on no crash can make us forget that it may be at the platform. */
export interface SealedBatch {
  readonly kind: "sealed";
  readonly record: BatchRow;
  /** In the order of the files' lines. */
  readonly rows: readonly RowInFlight[];
  /** Found after a crash: how far it got is the platform's to say. */
  readonly found: boolean;
}

const ROWS_PER_RECORD = 500;

/** Records every batch under its `externalId` before the platform hears of it. */
export async function* sealBatches(
  run: FeedRun,
  parcels: AsyncIterable<AssembledBatch | PageParcel>,
): AsyncGenerator<SealedBatch | PageParcel> {
  for await (const parcel of parcels) yield parcel.kind === "page" ? parcel : await seal(run, parcel);
}

async function seal(run: FeedRun, batch: AssembledBatch): Promise<SealedBatch> {
  const streamed = run.route === "stream" && run.streaming.reaches(batch.datasetId);
  const record = recordOf(run, batch, 1, streamed ? "stream" : run.delivery.format);
  await writeUnderLease(run, async (transaction) => {
    await raiseVersionTime(transaction, run.lease.feed, run.order.newestTime);
    await sealBatch(transaction, record, entriesOf(batch.rows));
  });
  run.ports.log.write("debug", "batch-sealed", { externalId: record.external_id, rows: record.row_count });
  return { kind: "sealed", record, rows: batch.rows, found: false };
}

/**
 * The `externalId` follows from dataset, spool and row ids, each of which names one reading of one object. The spool is part of
 * it: a fact that was refused and is sent again has the same row id, and the platform takes an `externalId` once only.
 */
export function recordOf(run: FeedRun, batch: Omit<AssembledBatch, "kind">, attempt: number, format: string): BatchRow {
  const [first] = batch.rows;
  const rowIds = batch.rows.map(({ rowId }) => rowId).join("\n");
  const content = hash("sha256", `${batch.datasetId}\n${batch.spool}\n${rowIds}`, "hex");
  return {
    external_id: `stripe-aep-${content.slice(0, 40)}-${attempt}`,
    feed: run.lease.feed,
    run_id: run.runId,
    resource: first?.resource ?? "",
    dataset: first?.dataset ?? "",
    dataset_id: batch.datasetId,
    spool: batch.spool,
    files: batch.files.length,
    format,
    row_count: batch.rows.length,
    byte_count: batch.files.reduce((sum, file) => sum + file.bytes, 0),
    attempt,
    sealed_at: run.ports.clock.now(),
  };
}

export function entriesOf(rows: readonly RowInFlight[]): readonly (readonly BatchEntry[])[] {
  const pages: BatchEntry[][] = [];
  for (let start = 0; start < rows.length; start += ROWS_PER_RECORD)
    pages.push(rows.slice(start, start + ROWS_PER_RECORD));
  return pages;
}
