import type { Database, InboxRow } from "./tables.ts";

/** Puts events that are not there yet and were not delivered before; returns the ids of those that were. */
export async function putIntoInbox(transaction: Database, rows: readonly InboxRow[]): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (const [feed, ofFeed] of Map.groupBy(rows, (row) => row.feed)) {
    const ids = ofFeed.map((row) => row.event_id);
    const waiting = transaction
      .selectFrom("inbox")
      .select("event_id")
      .where("feed", "=", feed)
      .where("event_id", "in", ids);
    const seen = transaction
      .selectFrom("seen_event")
      .select("event_id")
      .where("feed", "=", feed)
      .where("event_id", "in", ids);
    for (const row of await waiting.union(seen).execute()) known.add(row.event_id);
  }
  const fresh = rows.filter((row) => !known.has(row.event_id));
  if (fresh.length === 0) return known;
  await transaction
    .insertInto("inbox")
    .values(fresh)
    .onConflict((conflict) => conflict.columns(["feed", "event_id"]).doNothing())
    .execute();
  return known;
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
