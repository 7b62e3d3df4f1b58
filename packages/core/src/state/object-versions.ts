import { sql } from "kysely";
import type { ResourceName } from "../resources.ts";
import { executeCompiled } from "./compiled-statements.ts";
import type { Database, ObjectVersionRow } from "./tables.ts";

/** Keys for one statement: PostgreSQL takes 65,535 parameters, SQLite 32,766. */
const KEYS_PER_STATEMENT = 400;

/** As many as Stripe puts on a page. */
const KEYS_PER_LOOK_UP = 100;

/** Rows of one insert, the largest number first: few texts, and few statements for any number of rows. */
const rowsPerInsert = [256, 16, 1];

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
  for (let start = 0; start < keys.length; start += KEYS_PER_LOOK_UP) {
    const some = filled(keys.slice(start, start + KEYS_PER_LOOK_UP));
    const { rows } = await executeCompiled<KnownVersion & { readonly object_key: string }>(
      database,
      `versions of ${some.length} keys`,
      (on) =>
        on
          .selectFrom("object_version")
          .select(["object_key", "digest", "version_ms", "version_sequence"])
          .where("feed", "=", feed)
          .where("resource", "=", resource)
          .where("dataset", "=", dataset)
          .where("object_key", "in", some),
      [feed, resource, dataset, ...some],
    );
    for (const row of rows) known.set(row.object_key, row);
  }
  return known;
}

/** Of how many objects the platform has accepted a row. */
export async function countVersions(
  database: Database,
  feed: number,
  resource: ResourceName,
  dataset: string,
): Promise<number> {
  const { count } = await database
    .selectFrom("object_version")
    .select((of) => of.fn.countAll<number | string>().as("count"))
    .where("feed", "=", feed)
    .where("resource", "=", resource)
    .where("dataset", "=", dataset)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Repeats the last key until there are one, ten or a page's hundred: three texts serve every number. */
function filled(keys: readonly string[]): readonly string[] {
  const length = keys.length === 1 ? 1 : keys.length <= 10 ? 10 : KEYS_PER_LOOK_UP;
  return Array.from({ length }, (_, index) => keys[Math.min(index, keys.length - 1)] ?? "");
}

/**
 * An older version never overwrites a newer one, whatever order the platform settled their batches in. Written in the
 * order of the keys: ids are random, and rows that neighbour each other on a page of the index cost a third of scattered ones.
 */
export async function recordVersions(database: Database, rows: readonly ObjectVersionRow[]): Promise<void> {
  const sorted = newestOfEach(rows).map(inColumnOrder);
  let start = 0;
  for (const size of rowsPerInsert) {
    for (; sorted.length - start >= size; start += size) {
      const some = sorted.slice(start, start + size);
      const parameters: readonly unknown[] = some.flatMap((row) => Object.values(row) as unknown[]);
      await executeCompiled(database, `${size} versions`, (on) => insertVersions(on, some), parameters);
    }
  }
}

/** In the order of the keys. PostgreSQL refuses a statement that would write one row twice. */
function newestOfEach(rows: readonly ObjectVersionRow[]): readonly ObjectVersionRow[] {
  const sorted = rows.toSorted((left, right) => {
    if (left.object_key !== right.object_key) return left.object_key < right.object_key ? -1 : 1;
    const [one, other] = [placeOf(left), placeOf(right)];
    return one === other ? left.version_sequence - right.version_sequence : one < other ? -1 : 1;
  });
  return sorted.filter((row, index) => {
    const next = sorted[index + 1];
    return next?.object_key !== row.object_key || placeOf(next) !== placeOf(row);
  });
}

function placeOf({ feed, resource, dataset }: ObjectVersionRow): string {
  return `${feed} ${resource} ${dataset}`;
}

function insertVersions(database: Database, rows: readonly ObjectVersionRow[]) {
  return database
    .insertInto("object_version")
    .values([...rows])
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
    );
}

/** The order of a row's columns is that of the statement's parameters. */
function inColumnOrder(row: ObjectVersionRow): ObjectVersionRow {
  const { feed, resource, dataset, object_key, version_ms, version_sequence, digest, listed_generation } = row;
  return { feed, resource, dataset, object_key, version_ms, version_sequence, digest, listed_generation };
}

/** Marks what a complete listing saw, for `notListedSince`. */
export async function markListed(
  database: Database,
  feed: number,
  resource: ResourceName,
  generation: number,
  keys: readonly string[],
): Promise<void> {
  for (let start = 0; start < keys.length; start += KEYS_PER_STATEMENT) {
    await database
      .updateTable("object_version")
      .set({ listed_generation: generation })
      .where("feed", "=", feed)
      .where("resource", "=", resource)
      .where("dataset", "=", "object")
      .where("listed_generation", "<", generation)
      .where("object_key", "in", keys.slice(start, start + KEYS_PER_STATEMENT))
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
