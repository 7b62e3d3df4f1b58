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

/** Those due at `seconds`, oldest `created` first; `after`: those behind this one. */
export async function dueUnsettled(
  database: Database,
  { feed, resource, seconds }: { readonly feed: number; readonly resource: ResourceName; readonly seconds: number },
  limit: number,
  after?: UnsettledObjectRow,
): Promise<readonly UnsettledObjectRow[]> {
  const due = database
    .selectFrom("unsettled_object")
    .selectAll()
    .where("feed", "=", feed)
    .where("resource", "=", resource)
    .where("recheck_seconds", "<=", seconds)
    .orderBy("created_seconds")
    .orderBy("object_id")
    .limit(limit);
  if (after === undefined) return due.execute();
  return due
    .where((row) =>
      row.or([
        row("created_seconds", ">", after.created_seconds),
        row.and([row("created_seconds", "=", after.created_seconds), row("object_id", ">", after.object_id)]),
      ]),
    )
    .execute();
}
