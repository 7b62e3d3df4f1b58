import type { ResourceName } from "../resources.ts";
import type { Database } from "./tables.ts";

/**
 * Forgets that the platform has these objects, so that their next reading is sent again although nothing in it is new: for
 * rows that the platform lost.
 */
export async function forgetVersions(
  database: Database,
  feed: number,
  resource: ResourceName,
  keys: readonly string[],
): Promise<void> {
  for (let start = 0; start < keys.length; start += 400) {
    await database
      .deleteFrom("object_version")
      .where("feed", "=", feed)
      .where("resource", "=", resource)
      .where("dataset", "=", "object")
      .where("object_key", "in", keys.slice(start, start + 400))
      .execute();
  }
}

/**
 * Forgets everything about one dataset of one resource: it was made anew and is empty. The next run lists the resource from
 * the beginning.
 */
export async function forgetDataset(database: Database, resource: string, dataset: string): Promise<void> {
  await database.deleteFrom("object_version").where("resource", "=", resource).where("dataset", "=", dataset).execute();
  await database.deleteFrom("slice").where("resource", "=", resource).execute();
  await database.deleteFrom("backfill").where("resource", "=", resource).execute();
}
