import type { Database } from "./tables.ts";

const DAY = 86_400_000;
const WINDOW_DAYS = 30;

/** Adds reads of Stripe's API to the UTC day of `now` (milliseconds). */
export async function countReads(database: Database, feed: number, now: number, reads: number): Promise<void> {
  await database
    .insertInto("read_day")
    .values({ feed, day: Math.floor(now / DAY), reads })
    .onConflict((conflict) =>
      conflict.columns(["feed", "day"]).doUpdateSet((set) => ({
        reads: set.eb("read_day.reads", "+", set.ref("excluded.reads")),
      })),
    )
    .execute();
}

/** Reads of the last 30 days, today included; of all feeds when none is given. */
export async function readsInWindow(database: Database, now: number, feed?: number): Promise<number> {
  const query = database
    .selectFrom("read_day")
    .select(({ fn }) => fn.sum<number | string>("reads").as("reads"))
    .where("day", ">", Math.floor(now / DAY) - WINDOW_DAYS);
  const row = await (feed === undefined ? query : query.where("feed", "=", feed)).executeTakeFirst();
  return Number(row?.reads ?? 0);
}

/** Adds a batch that the platform has judged to the UTC day of `now` (milliseconds). */
export async function countBatch(database: Database, feed: number, now: number): Promise<void> {
  await database
    .insertInto("batch_day")
    .values({ feed, day: Math.floor(now / DAY), batches: 1 })
    .onConflict((conflict) =>
      conflict.columns(["feed", "day"]).doUpdateSet((set) => ({ batches: set.eb("batch_day.batches", "+", 1) })),
    )
    .execute();
}

/** Batches since midnight, UTC, of all feeds: the platform counts by sandbox. */
export async function batchesToday(database: Database, now: number): Promise<number> {
  const row = await database
    .selectFrom("batch_day")
    .select(({ fn }) => fn.sum<number | string>("batches").as("batches"))
    .where("day", "=", Math.floor(now / DAY))
    .executeTakeFirst();
  return Number(row?.batches ?? 0);
}
