import { sql } from "kysely";
import type { ResourceName } from "../resources.ts";
import type { Database, ObjectVersionRow } from "./tables.ts";

/** Rows for one statement: PostgreSQL takes 65,535 parameters, SQLite 32,766. */
const ROWS_PER_STATEMENT = 400;

export type KnownVersion = Pick<ObjectVersionRow, "digest" | "version_ms" | "version_sequence">;

/** What the platform has accepted of these keys, by key. */
export async function knownVersions(
  database: Database,
  feed: number,
  resource: ResourceName,
  dataset: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, KnownVersion>> {
  const known = new Map<string, KnownVersion>();
  for (let start = 0; start < keys.length; start += ROWS_PER_STATEMENT) {
    const rows = await database
      .selectFrom("object_version")
      .select(["object_key", "digest", "version_ms", "version_sequence"])
      .where("feed", "=", feed)
      .where("resource", "=", resource)
      .where("dataset", "=", dataset)
      .where("object_key", "in", keys.slice(start, start + ROWS_PER_STATEMENT))
      .execute();
    for (const row of rows) known.set(row.object_key, row);
  }
  return known;
}

/**
 * An older version never overwrites a newer one, whatever order the platform settled their batches in. Written in the
 * order of the keys: ids are random, and rows that neighbour each other on a page of the index cost a third of scattered ones.
 */
export async function recordVersions(database: Database, rows: readonly ObjectVersionRow[]): Promise<void> {
  const sorted = rows.toSorted((left, right) => (left.object_key < right.object_key ? -1 : 1));
  for (let start = 0; start < sorted.length; start += ROWS_PER_STATEMENT) {
    await database
      .insertInto("object_version")
      .values(sorted.slice(start, start + ROWS_PER_STATEMENT))
      .onConflict((conflict) =>
        conflict
          .columns(["feed", "resource", "dataset", "object_key"])
          .doUpdateSet((set) => ({
            version_ms: set.ref("excluded.version_ms"),
            version_sequence: set.ref("excluded.version_sequence"),
            digest: set.ref("excluded.digest"),
            listed_generation: sql<number>`case when excluded.listed_generation > object_version.listed_generation
              then excluded.listed_generation else object_version.listed_generation end`,
          }))
          .where("object_version.version_sequence", "<", (where) => where.ref("excluded.version_sequence")),
      )
      .execute();
  }
}

/** Marks what a complete listing saw, for `notListedSince`. */
export async function markListed(
  database: Database,
  feed: number,
  resource: ResourceName,
  generation: number,
  keys: readonly string[],
): Promise<void> {
  for (let start = 0; start < keys.length; start += ROWS_PER_STATEMENT) {
    await database
      .updateTable("object_version")
      .set({ listed_generation: generation })
      .where("feed", "=", feed)
      .where("resource", "=", resource)
      .where("dataset", "=", "object")
      .where("listed_generation", "<", generation)
      .where("object_key", "in", keys.slice(start, start + ROWS_PER_STATEMENT))
      .execute();
  }
}

/** Ids that an older listing or an event knew and the complete listing `generation` did not show, after `after`, in order. */
export async function notListedSince(
  database: Database,
  feed: number,
  resource: ResourceName,
  generation: number,
  after: string,
  limit: number,
): Promise<readonly string[]> {
  const rows = await database
    .selectFrom("object_version")
    .select("object_key")
    .where("feed", "=", feed)
    .where("resource", "=", resource)
    .where("dataset", "=", "object")
    .where("listed_generation", "<", generation)
    .where("object_key", ">", after)
    .orderBy("object_key")
    .limit(limit)
    .execute();
  return rows.map((row) => row.object_key);
}
