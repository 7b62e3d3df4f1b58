import type { Database } from "./tables.ts";
import type { Store } from "./open-store.ts";

/** The number of the feed of one account and mode; made at first sight, by whichever of several processes comes first. */
export async function feedOf(store: Store, account: string, livemode: boolean): Promise<number> {
  const mode = livemode ? 1 : 0;
  return store.atomically(async (transaction) => {
    for (;;) {
      const known = await transaction
        .selectFrom("feed")
        .select("feed")
        .where("account", "=", account)
        .where("livemode", "=", mode)
        .executeTakeFirst();
      if (known !== undefined) return known.feed;
      const newest = await transaction
        .selectFrom("feed")
        .select(({ fn }) => fn.max("feed").as("feed"))
        .executeTakeFirst();
      // Another process may give this number away meanwhile, or this account its number: then it is looked at anew.
      await transaction
        .insertInto("feed")
        .values({ feed: (newest?.feed ?? 0) + 1, account, livemode: mode, version_ms: 0 })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
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
