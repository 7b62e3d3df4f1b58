import type { Database } from "./tables.ts";
import type { Store } from "./open-store.ts";

/** The number of the feed of one account and mode; made at first sight. */
export async function feedOf(store: Store, account: string, livemode: boolean): Promise<number> {
  return store.atomically(async (transaction) => {
    const known = await transaction
      .selectFrom("feed")
      .select("feed")
      .where("account", "=", account)
      .where("livemode", "=", livemode ? 1 : 0)
      .executeTakeFirst();
    if (known !== undefined) return known.feed;
    const newest = await transaction
      .selectFrom("feed")
      .select(({ fn }) => fn.max("feed").as("feed"))
      .executeTakeFirst();
    const feed = (newest?.feed ?? 0) + 1;
    await transaction
      .insertInto("feed")
      .values({ feed, account, livemode: livemode ? 1 : 0, version_ms: 0 })
      .execute();
    return feed;
  });
}

export interface KnownFeed {
  readonly feed: number;
  readonly account: string;
  readonly livemode: boolean;
}

export async function listFeeds(database: Database): Promise<readonly KnownFeed[]> {
  const rows = await database.selectFrom("feed").selectAll().orderBy("feed").execute();
  return rows.map(({ feed, account, livemode }) => ({ feed, account, livemode: livemode === 1 }));
}

/** Milliseconds below which no new version of this feed may lie. */
export async function newestVersionTime(database: Database, feed: number): Promise<number> {
  const row = await database.selectFrom("feed").select("version_ms").where("feed", "=", feed).executeTakeFirst();
  return row?.version_ms ?? 0;
}

export async function raiseVersionTime(database: Database, feed: number, milliseconds: number): Promise<void> {
  await database
    .updateTable("feed")
    .set({ version_ms: milliseconds })
    .where("feed", "=", feed)
    .where("version_ms", "<", milliseconds)
    .execute();
}
