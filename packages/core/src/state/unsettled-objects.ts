import type { ResourceName } from "../resources.ts";
import type { Database, UnsettledObjectRow } from "./tables.ts";

export async function rememberUnsettled(transaction: Database, rows: readonly UnsettledObjectRow[]): Promise<void> {
  for (const row of rows) {
    await transaction
      .insertInto("unsettled_object")
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(["feed", "resource", "object_id"]).doUpdateSet({ recheck_seconds: row.recheck_seconds }),
      )
      .execute();
  }
}

export async function forgetUnsettled(
  transaction: Database,
  feed: number,
  resource: ResourceName,
  objectIds: readonly string[],
): Promise<void> {
  if (objectIds.length === 0) return;
  await transaction
    .deleteFrom("unsettled_object")
    .where("feed", "=", feed)
    .where("resource", "=", resource)
    .where("object_id", "in", [...objectIds])
    .execute();
}

/** Those due at `seconds`, oldest `created` first. */
export async function dueUnsettled(
  database: Database,
  feed: number,
  resource: ResourceName,
  seconds: number,
  limit: number,
): Promise<readonly UnsettledObjectRow[]> {
  return database
    .selectFrom("unsettled_object")
    .selectAll()
    .where("feed", "=", feed)
    .where("resource", "=", resource)
    .where("recheck_seconds", "<=", seconds)
    .orderBy("created_seconds")
    .orderBy("object_id")
    .limit(limit)
    .execute();
}
