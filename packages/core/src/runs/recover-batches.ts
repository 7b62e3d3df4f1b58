import { checkpointPages } from "../pipeline/checkpoint-pages.ts";
import { deliverBatches } from "../pipeline/deliver-batches.ts";
import type { FeedRun } from "../pipeline/feed-run.ts";
import { figuresOf, type PageAccount } from "../pipeline/page-account.ts";
import type { SealedBatch } from "../pipeline/seal-batches.ts";
import { removeOrphans } from "../pipeline/spool.ts";
import type { RowInFlight } from "../pipeline/version-book.ts";
import type { ResourceName } from "../resources.ts";
import { batchEntries, unsettledBatches } from "../state/batches.ts";
import type { BatchRow } from "../state/tables.ts";
import type { DatasetKind } from "../xdm/page-mapper.ts";

/**
 * Settles what an earlier run had sealed and no longer could settle, before anything is read: each batch is looked up at
 * the platform by its `externalId`, and sent from the spool only if it is not there.
 */
export async function recoverBatches(run: FeedRun): Promise<void> {
  const records = await unsettledBatches(run.store.database, run.lease.feed);
  await removeOrphans(
    run,
    records.map((record) => record.spool),
  );
  if (records.length > 0) run.ports.log.write("info", "batches-found", { batches: records.length });
  await checkpointPages(run, deliverBatches(run, foundBatches(run, records)));
}

async function* foundBatches(run: FeedRun, records: readonly BatchRow[]): AsyncGenerator<SealedBatch> {
  for (const record of records) {
    const resource = record.resource as ResourceName;
    const dataset = record.dataset as DatasetKind;
    const account: PageAccount = { resource, figures: new Map(), refused: [], pending: 0, arrived: true };
    const entries = await batchEntries(run.store.database, record.external_id);
    const rows = entries.map((entry): RowInFlight => ({
      ...entry,
      resource,
      dataset,
      listedIn: 0,
      accounts: [account],
    }));
    account.pending = rows.length;
    const figures = figuresOf(account, dataset);
    figures.read = rows.length;
    figures.sent = rows.length;
    yield { kind: "sealed", record, rows, found: true };
  }
}
