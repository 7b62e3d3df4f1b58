import { executeCompiled } from "./compiled-statements.ts";
import type { Database, InboxRow } from "./tables.ts";

/** Puts events that are not there yet and were not delivered before; returns the ids of those that were. */
export async function putIntoInbox(transaction: Database, rows: readonly InboxRow[]): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (const [feed, ofFeed] of Map.groupBy(rows, (row) => row.feed)) {
    const ids = filled(ofFeed.map((row) => row.event_id));
    const name = `${ids.length} known events`;
    const parameters = [feed, ...ids, feed, ...ids];
    const { rows: found } = await executeCompiled<Pick<InboxRow, "event_id">>(
      transaction,
      name,
      (on) => selectKnown(on, feed, ids),
      parameters,
    );
    for (const row of found) known.add(row.event_id);
  }
  const fresh = rows.filter((row) => !known.has(row.event_id));
  if (fresh.length === 0) return known;
  const inserted = filled(fresh).map(inColumnOrder);
  const parameters: readonly unknown[] = inserted.flatMap((row) => Object.values(row) as unknown[]);
  await executeCompiled(transaction, `${inserted.length} events`, (on) => insertEvents(on, inserted), parameters);
  return known;
}

function selectKnown(database: Database, feed: number, ids: readonly string[]) {
  const waiting = database.selectFrom("inbox").select("event_id").where("feed", "=", feed).where("event_id", "in", ids);
  const seen = database
    .selectFrom("seen_event")
    .select("event_id")
    .where("feed", "=", feed)
    .where("event_id", "in", ids);
  return waiting.union(seen);
}

function insertEvents(database: Database, rows: readonly InboxRow[]) {
  return database
    .insertInto("inbox")
    .values(rows)
    .onConflict((conflict) => conflict.columns(["feed", "event_id"]).doNothing());
}

/** The statement's parameters are taken in the order of the first row's columns. */
function inColumnOrder({ feed, event_id, type, event_seconds, objects, received_at }: InboxRow): InboxRow {
  return { feed, event_id, type, event_seconds, objects, received_at };
}

/** Repeats the last one up to a power of two, which changes nothing: nine texts serve every number of events. */
function filled<Item>(items: readonly Item[]): readonly Item[] {
  const length = 2 ** Math.ceil(Math.log2(items.length));
  return Array.from({ length }, (_, index) => items[Math.min(index, items.length - 1)] as Item);
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
