import type { Database, InboxRow } from "./tables.ts";

/** Durable when it resolves. An event that is already there or was seen is kept once: `known` counts these. */
export async function putIntoInbox(transaction: Database, rows: readonly InboxRow[]): Promise<number> {
  const inserted = await transaction
    .insertInto("inbox")
    .values([...rows])
    .onConflict((conflict) => conflict.columns(["feed", "event_id"]).doNothing())
    .executeTakeFirst();
  return rows.length - Number(inserted.numInsertedOrUpdatedRows ?? 0n);
}

/** Oldest first. */
export async function readInbox(database: Database, feed: number, limit: number): Promise<readonly InboxRow[]> {
  return database
    .selectFrom("inbox")
    .selectAll()
    .where("feed", "=", feed)
    .orderBy("received_at")
    .orderBy("event_id")
    .limit(limit)
    .execute();
}

/** Only after what they name has been delivered. */
export async function removeFromInbox(transaction: Database, feed: number, eventIds: readonly string[]): Promise<void> {
  if (eventIds.length === 0) return;
  await transaction
    .deleteFrom("inbox")
    .where("feed", "=", feed)
    .where("event_id", "in", [...eventIds])
    .execute();
}

export async function countInbox(database: Database, feed: number): Promise<number> {
  const row = await database
    .selectFrom("inbox")
    .select(({ fn }) => fn.countAll<number>().as("waiting"))
    .where("feed", "=", feed)
    .executeTakeFirst();
  return row?.waiting ?? 0;
}
