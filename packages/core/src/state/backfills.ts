import type { ResourceName } from "../resources.ts";
import type { BackfillRow, Database, SliceRow } from "./tables.ts";

export async function findBackfill(
  database: Database,
  feed: number,
  resource: ResourceName,
): Promise<BackfillRow | undefined> {
  return database
    .selectFrom("backfill")
    .selectAll()
    .where("feed", "=", feed)
    .where("resource", "=", resource)
    .executeTakeFirst();
}

export async function listBackfills(database: Database, feed: number): Promise<readonly BackfillRow[]> {
  return database.selectFrom("backfill").selectAll().where("feed", "=", feed).orderBy("resource").execute();
}

/** Begins a generation with its first slices; what an unfinished one left is gone with it. */
export async function beginBackfill(
  transaction: Database,
  backfill: BackfillRow,
  slices: readonly SliceRow[],
): Promise<void> {
  await dropSlices(transaction, backfill);
  await transaction
    .insertInto("backfill")
    .values(backfill)
    .onConflict((conflict) => conflict.columns(["feed", "resource"]).doUpdateSet(backfill))
    .execute();
  if (slices.length > 0)
    await transaction
      .insertInto("slice")
      .values([...slices])
      .execute();
}

export async function setBackfillStatus(
  transaction: Database,
  backfill: BackfillRow,
  status: "sweeping" | "complete",
): Promise<void> {
  await transaction
    .updateTable("backfill")
    .set({ status })
    .where("feed", "=", backfill.feed)
    .where("resource", "=", backfill.resource)
    .where("generation", "=", backfill.generation)
    .execute();
  if (status === "complete") await dropSlices(transaction, backfill);
}

async function dropSlices(transaction: Database, { feed, resource }: BackfillRow): Promise<void> {
  await transaction.deleteFrom("slice").where("feed", "=", feed).where("resource", "=", resource).execute();
}

export async function openSlices(database: Database, backfill: BackfillRow): Promise<readonly SliceRow[]> {
  return database
    .selectFrom("slice")
    .selectAll()
    .where("feed", "=", backfill.feed)
    .where("resource", "=", backfill.resource)
    .where("generation", "=", backfill.generation)
    .where("done", "=", 0)
    .orderBy("lt_seconds", "desc")
    .execute();
}

/** Numbers of slices are never used twice within a generation. */
export async function nextSliceNumber(database: Database, backfill: BackfillRow): Promise<number> {
  const newest = await database
    .selectFrom("slice")
    .select(({ fn }) => fn.max("slice").as("slice"))
    .where("feed", "=", backfill.feed)
    .where("resource", "=", backfill.resource)
    .where("generation", "=", backfill.generation)
    .executeTakeFirst();
  return (newest?.slice ?? 0) + 1;
}

/** Cuts `slice` at `middle`: it keeps `[middle, lt)`, `older` is the rest. */
export async function splitSlice(
  transaction: Database,
  slice: SliceRow,
  middle: number,
  older: SliceRow,
): Promise<void> {
  await updateSlice(transaction, slice, { gte_seconds: middle });
  await transaction.insertInto("slice").values(older).execute();
}

export async function updateSlice(
  transaction: Database,
  slice: Pick<SliceRow, "feed" | "resource" | "generation" | "pass" | "slice">,
  change: Partial<Pick<SliceRow, "gte_seconds" | "cursor_seconds" | "done">>,
): Promise<void> {
  await transaction
    .updateTable("slice")
    .set(change)
    .where("feed", "=", slice.feed)
    .where("resource", "=", slice.resource)
    .where("generation", "=", slice.generation)
    .where("pass", "=", slice.pass)
    .where("slice", "=", slice.slice)
    .execute();
}
