import type { BatchRow, Database } from "./tables.ts";

/** One row in a batch, as much of it as outlives a crash. */
export interface BatchEntry {
  /** Stripe id for object rows, row id for event rows: the key of `object_version`. */
  readonly key: string;
  readonly objectId: string;
  readonly rowId: string;
  readonly digest: string;
  /** Milliseconds and sequence of the version. */
  readonly version: readonly [number, number];
}

type StoredEntry = readonly [string, string, string, string, number, number];

/** Recorded before the platform hears of it: whatever happens later, the batch is looked up by this row. */
export async function sealBatch(
  transaction: Database,
  batch: BatchRow,
  pages: readonly (readonly BatchEntry[])[],
): Promise<void> {
  await transaction.insertInto("batch").values(batch).execute();
  for (const [page, entries] of pages.entries()) {
    const stored = entries.map((entry): StoredEntry => {
      return [entry.key, entry.objectId, entry.rowId, entry.digest, entry.version[0], entry.version[1]];
    });
    await transaction
      .insertInto("batch_page")
      .values({ external_id: batch.external_id, page, entries: JSON.stringify(stored) })
      .execute();
  }
}

export async function unsettledBatches(database: Database, feed: number): Promise<readonly BatchRow[]> {
  return database.selectFrom("batch").selectAll().where("feed", "=", feed).orderBy("sealed_at").execute();
}

export async function batchEntries(database: Database, externalId: string): Promise<readonly BatchEntry[]> {
  const pages = await database
    .selectFrom("batch_page")
    .select("entries")
    .where("external_id", "=", externalId)
    .orderBy("page")
    .execute();
  return pages.flatMap((page) =>
    (JSON.parse(page.entries) as StoredEntry[]).map(([key, objectId, rowId, digest, milliseconds, sequence]) => {
      return { key, objectId, rowId, digest, version: [milliseconds, sequence] as const };
    }),
  );
}

/** The verdict is recorded elsewhere in the same transaction; the batch needs no looking up any more. */
export async function forgetBatch(transaction: Database, externalId: string): Promise<void> {
  await transaction.deleteFrom("batch_page").where("external_id", "=", externalId).execute();
  await transaction.deleteFrom("batch").where("external_id", "=", externalId).execute();
}
