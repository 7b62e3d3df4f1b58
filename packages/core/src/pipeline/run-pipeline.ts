import { assembleBatches } from "./assemble-batches.ts";
import { checkpointPages } from "./checkpoint-pages.ts";
import { deliverBatches } from "./deliver-batches.ts";
import type { FeedRun } from "./feed-run.ts";
import { takeUntilStopped } from "./take-until-stopped.ts";
import { recogniseRecords, type TicketedPage } from "./recognise-records.ts";
import { sealBatches } from "./seal-batches.ts";

/**
 * The way of every record: read and mapped pages go in; when it resolves, each of their rows is accepted, rejected,
 * quarantined, filtered or known, and the checkpoint says so. Pulled from the end, so that a slow platform slows reading.
 * Rejects with `InterruptedError` when it was asked to stop: then all that was read until then has gone the whole way.
 */
export async function runPipeline(run: FeedRun, pages: AsyncIterable<TicketedPage>): Promise<void> {
  const taken = takeUntilStopped(run, pages);
  const recognised = recogniseRecords(run, taken.pages);
  const assembled = assembleBatches(run, recognised);
  const sealed = sealBatches(run, assembled);
  const settled = deliverBatches(run, sealed);
  await checkpointPages(run, settled);
  taken.throwIfStopped();
}
