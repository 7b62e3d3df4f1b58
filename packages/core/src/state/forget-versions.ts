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
 * Takes back that the platform has a row: it has refused it after all. An object's version stays known, so that no older
 * reading passes for news; its digest goes, so that the next reading does. A fact has no versions and is simply forgotten.
 * False when another version is known by now, or none.
 */
export async function takeBackVersion(
  database: Database,
  of: { readonly feed: number; readonly resource: ResourceName; readonly dataset: string; readonly key: string },
  sequence: number | undefined,
): Promise<boolean> {
  const matching = { feed: of.feed, resource: of.resource, dataset: of.dataset, object_key: of.key };
  if (sequence === undefined) {
    const deletion = database.deleteFrom("object_version").where((where) => where.and(matching));
    return (await deletion.executeTakeFirst()).numDeletedRows > 0n;
  }
  const update = database
    .updateTable("object_version")
    .set({ digest: "" })
    .where((where) => where.and({ ...matching, version_sequence: sequence }))
    .where("digest", "!=", "");
  return (await update.executeTakeFirst()).numUpdatedRows > 0n;
}

/**
 * Forgets of one account and mode what the platform has of a resource's objects, and that they were ever listed: the next run
 * lists them from the beginning and sends them all.
 */
export async function forgetListing(database: Database, feed: number, resource: ResourceName): Promise<void> {
  const versions = database.deleteFrom("object_version").where("feed", "=", feed).where("resource", "=", resource);
  await versions.where("dataset", "=", "object").execute();
  await database.deleteFrom("slice").where("feed", "=", feed).where("resource", "=", resource).execute();
  await database.deleteFrom("backfill").where("feed", "=", feed).where("resource", "=", resource).execute();
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
