import type { Database } from "./tables.ts";

/** Unix seconds up to which a source of changes has provably been delivered; undefined before its first anchor. */
export async function changeCursor(database: Database, feed: number, source: string): Promise<number | undefined> {
  const row = await database
    .selectFrom("change_cursor")
    .select("cursor_seconds")
    .where("feed", "=", feed)
    .where("source", "=", source)
    .executeTakeFirst();
  return row?.cursor_seconds;
}

/** Sets the cursor where none is: the anchor taken before the first backfill. */
export async function anchorCursor(database: Database, feed: number, source: string, seconds: number): Promise<void> {
  await database
    .insertInto("change_cursor")
    .values({ feed, source, cursor_seconds: seconds })
    .onConflict((conflict) => conflict.columns(["feed", "source"]).doNothing())
    .execute();
}

/** Never back. */
export async function advanceCursor(database: Database, feed: number, source: string, seconds: number): Promise<void> {
  await database
    .updateTable("change_cursor")
    .set({ cursor_seconds: seconds })
    .where("feed", "=", feed)
    .where("source", "=", source)
    .where("cursor_seconds", "<", seconds)
    .execute();
}

/** All cursors of a feed, in unix seconds. */
export async function changeCursors(
  database: Database,
  feed: number,
): Promise<readonly { readonly source: string; readonly seconds: number }[]> {
  const rows = await database
    .selectFrom("change_cursor")
    .selectAll()
    .where("feed", "=", feed)
    .orderBy("source")
    .execute();
  return rows.map(({ source, cursor_seconds: seconds }) => ({ source, seconds }));
}

/** Back, on an operator's wish only. */
export async function rewindCursor(
  transaction: Database,
  feed: number,
  source: string,
  seconds: number,
): Promise<void> {
  await transaction
    .updateTable("change_cursor")
    .set({ cursor_seconds: seconds })
    .where("feed", "=", feed)
    .where("source", "=", source)
    .where("cursor_seconds", ">", seconds)
    .execute();
}

/** Events of `seconds` and later are read as if they were new. */
export async function forgetEventsFrom(transaction: Database, feed: number, seconds: number): Promise<void> {
  await transaction.deleteFrom("seen_event").where("feed", "=", feed).where("event_seconds", ">=", seconds).execute();
}

/** Those of the ids that were already delivered. */
export async function seenEvents(
  database: Database,
  feed: number,
  eventIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (eventIds.length === 0) return new Set();
  const rows = await database
    .selectFrom("seen_event")
    .select("event_id")
    .where("feed", "=", feed)
    .where("event_id", "in", [...eventIds])
    .execute();
  return new Set(rows.map((row) => row.event_id));
}

export async function rememberEvents(
  transaction: Database,
  feed: number,
  events: readonly { readonly id: string; readonly created: number }[],
): Promise<void> {
  if (events.length === 0) return;
  await transaction
    .insertInto("seen_event")
    .values(events.map(({ id, created }) => ({ feed, event_id: id, event_seconds: created })))
    .onConflict((conflict) => conflict.columns(["feed", "event_id"]).doNothing())
    .execute();
}

/** Events before `seconds` lie outside every window that will be read again. */
export async function forgetEvents(transaction: Database, feed: number, seconds: number): Promise<void> {
  await transaction.deleteFrom("seen_event").where("feed", "=", feed).where("event_seconds", "<", seconds).execute();
}
