import type { Database, QuarantineRow } from "./tables.ts";

/** `open` until it was sent after all, or given up. */
export type QuarantineStatus = "open" | "replayed" | "dropped";

const OWN = "own:";

/** What the quarantine calls the dataset of a flow with a mapping of one's own. */
export function datasetOfFlow(flowId: string): string {
  return `${OWN}${flowId}`;
}

/** The flow whose own mapping refused a record; undefined for the generated datasets. */
export function flowOfDataset(dataset: string): string | undefined {
  return dataset.startsWith(OWN) ? dataset.slice(OWN.length) : undefined;
}

/** The same refusal of the same object is one entry, however often it is read. */
export async function quarantineRecord(transaction: Database, row: QuarantineRow): Promise<void> {
  await transaction
    .insertInto("quarantine")
    .values(row)
    .onConflict((conflict) =>
      conflict.column("quarantine_id").doUpdateSet({
        run_id: row.run_id,
        source: row.source,
        status: row.status,
        created_at: row.created_at,
      }),
    )
    .execute();
}

export async function listQuarantine(
  database: Database,
  filter: {
    readonly feed?: number;
    readonly status?: QuarantineStatus;
    readonly resource?: string;
    readonly limit: number;
  },
): Promise<readonly QuarantineRow[]> {
  let query = database.selectFrom("quarantine").selectAll().orderBy("created_at", "desc").orderBy("quarantine_id");
  if (filter.feed !== undefined) query = query.where("feed", "=", filter.feed);
  if (filter.status !== undefined) query = query.where("status", "=", filter.status);
  if (filter.resource !== undefined) query = query.where("resource", "=", filter.resource);
  return query.limit(filter.limit).execute();
}

export async function findQuarantined(database: Database, quarantineId: string): Promise<QuarantineRow | undefined> {
  return database.selectFrom("quarantine").selectAll().where("quarantine_id", "=", quarantineId).executeTakeFirst();
}

/** Closes an entry; false when there is no open one of this id. */
export async function closeQuarantined(
  database: Database,
  quarantineId: string,
  status: "replayed" | "dropped",
): Promise<boolean> {
  const closed = await database
    .updateTable("quarantine")
    .set({ status })
    .where("quarantine_id", "=", quarantineId)
    .where("status", "=", "open")
    .executeTakeFirst();
  return closed.numUpdatedRows === 1n;
}

/** An object that has arrived after all needs nobody's attention any more. */
export async function closeQuarantineOf(
  transaction: Database,
  feed: number,
  dataset: string,
  objectIds: readonly string[],
): Promise<void> {
  // Of almost all feeds nothing is in quarantine, which one look says for any number of objects.
  if (!(await hasOpen(transaction, feed, dataset))) return;
  for (let start = 0; start < objectIds.length; start += 400) {
    await transaction
      .updateTable("quarantine")
      .set({ status: "replayed" })
      .where("feed", "=", feed)
      .where("status", "=", "open")
      .where("dataset", "=", dataset)
      .where("object_id", "in", objectIds.slice(start, start + 400))
      .execute();
  }
}

async function hasOpen(transaction: Database, feed: number, dataset: string): Promise<boolean> {
  const open = await transaction
    .selectFrom("quarantine")
    .select("quarantine_id")
    .where("feed", "=", feed)
    .where("status", "=", "open")
    .where("dataset", "=", dataset)
    .limit(1)
    .executeTakeFirst();
  return open !== undefined;
}

export async function countQuarantined(database: Database, feed: number): Promise<number> {
  const row = await database
    .selectFrom("quarantine")
    .select(({ fn }) => fn.countAll<number>().as("open"))
    .where("feed", "=", feed)
    .where("status", "=", "open")
    .executeTakeFirst();
  return row?.open ?? 0;
}
