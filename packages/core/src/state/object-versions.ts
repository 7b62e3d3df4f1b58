import { type RawBuilder, sql } from "kysely";
import type { ResourceName } from "../resources.ts";
import { executeCompiled } from "./compiled-statements.ts";
import type { Database, ObjectVersionRow } from "./tables.ts";

/** Keys for one statement: PostgreSQL takes 65,535 parameters, SQLite 32,766. */
const KEYS_PER_STATEMENT = 400;

/** As many as Stripe puts on a page. */
const KEYS_PER_LOOK_UP = 100;

/** Rows of one insert, the largest number first: few texts, and few statements for any number of rows. */
const rowsPerInsert = [256, 16, 1];

/** The order of its columns is that of the insert's parameters. */
const anyVersion: ObjectVersionRow = {
  feed: 0,
  resource: "",
  dataset: "",
  object_key: "",
  version_ms: 0,
  version_sequence: 0,
  digest: "",
  listed_generation: 0,
};
const columns = Object.keys(anyVersion) as readonly (keyof ObjectVersionRow)[];

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
  const sorted = newestOfEach(rows);
  let start = 0;
  for (const size of rowsPerInsert) {
    for (; sorted.length - start >= size; start += size) {
      const some = sorted.slice(start, start + size);
      const parameters: unknown[] = [];
      for (const row of some) for (const column of columns) parameters.push(row[column]);
      await executeCompiled(database, `${size} versions`, (on) => insertVersions(on, size), parameters);
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
  const newest: ObjectVersionRow[] = [];
  for (const row of sorted) {
    const older = newest.at(-1);
    if (older?.object_key !== row.object_key || placeOf(older) !== placeOf(row)) newest.push(row);
    else newest.splice(-1, 1, { ...row, listed_generation: Math.max(older.listed_generation, row.listed_generation) });
  }
  return newest;
}

function placeOf({ feed, resource, dataset }: ObjectVersionRow): string {
  return `${feed} ${resource} ${dataset}`;
}

function insertVersions(database: Database, count: number) {
  return database
    .insertInto("object_version")
    .values(Array.from({ length: count }, () => anyVersion))
    .onConflict((conflict) =>
      conflict.columns(["feed", "resource", "dataset", "object_key"]).doUpdateSet({
        version_ms: ofNewer("version_ms", "version_sequence"),
        version_sequence: ofNewer("version_sequence", "version_sequence"),
        digest: ofNewer("digest", "version_sequence"),
        listed_generation: ofNewer("listed_generation", "listed_generation"),
      }),
    );
}

/** The column of the row that is there or of the one that comes: of that which is further on in `order`. */
function ofNewer<Column extends keyof ObjectVersionRow>(
  column: Column,
  order: "version_sequence" | "listed_generation",
): RawBuilder<ObjectVersionRow[Column]> {
  const [there, comes] = [`object_version.${column}`, `excluded.${column}`];
  return sql`case when ${sql.ref(`excluded.${order}`)} > ${sql.ref(`object_version.${order}`)}
    then ${sql.ref(comes)} else ${sql.ref(there)} end`;
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
