import type { Database, QuarantineRow } from "./tables.ts";

/** `open` until it was sent after all, or given up. */
export type QuarantineStatus = "open" | "replayed" | "dropped";

/** Where and why a record was refused. */
export type Refusal = Pick<QuarantineRow, "path" | "rule" | "code">;

const OWN = "own:";

/** Ids in one statement: databases bound their parameters. */
const IDS_AT_ONCE = 400;

/** What the quarantine calls the dataset of a flow with a mapping of one's own. */
export function datasetOfFlow(flowId: string): string {
  return `${OWN}${flowId}`;
}

/** The flow whose own mapping refused a record; undefined for the generated datasets. */
export function flowOfDataset(dataset: string): string | undefined {
  return dataset.startsWith(OWN) ? dataset.slice(OWN.length) : undefined;
}

/** The same refusal of the same object is one entry, however often it is read. */
export async function quarantineRecord(transaction: Database, row: QuarantineRow): Promise<void> {
  await transaction
    .insertInto("quarantine")
    .values(row)
    .onConflict((conflict) =>
      conflict.column("quarantine_id").doUpdateSet({
        run_id: row.run_id,
        source: row.source,
        status: row.status,
        created_at: row.created_at,
      }),
    )
    .execute();
}

export async function listQuarantine(
  database: Database,
  filter: {
    readonly status?: QuarantineStatus;
    readonly limit: number;
  },
): Promise<readonly QuarantineRow[]> {
  let query = database.selectFrom("quarantine").selectAll().orderBy("created_at", "desc").orderBy("quarantine_id");
  if (filter.status !== undefined) query = query.where("status", "=", filter.status);
  return query.limit(filter.limit).execute();
}

export async function findQuarantined(database: Database, quarantineId: string): Promise<QuarantineRow | undefined> {
  return database.selectFrom("quarantine").selectAll().where("quarantine_id", "=", quarantineId).executeTakeFirst();
}

/** Why objects are in quarantine, by their ids; of several refusals of one, the newest. */
export async function openRefusals(
  database: Database,
  { feed, resource, dataset }: Pick<QuarantineRow, "feed" | "resource" | "dataset">,
  objectIds: readonly string[],
): Promise<ReadonlyMap<string, Refusal>> {
  const found = new Map<string, Refusal>();
  for (const ids of chunks(objectIds)) {
    const rows = await database
      .selectFrom("quarantine")
      .select(["object_id", "path", "rule", "code"])
      .where("feed", "=", feed)
      .where("dataset", "=", dataset)
      .where("object_id", "in", ids)
      .where("status", "=", "open")
      .where("resource", "=", resource)
      .orderBy("created_at")
      .execute();
    for (const row of rows) found.set(row.object_id, row);
  }
  return found;
}

/**
 * Open entries of some resources that a replay has not come to: those that its own run wrote were read again already. What a
 * flow's own mapping refused is sent with that mapping, and no part of it.
 */
export async function entriesToReplay(
  database: Database,
  { feed, runId, resources }: { readonly feed: number; readonly runId: string; readonly resources: readonly string[] },
  { ids, limit }: { readonly ids: readonly string[] | undefined; readonly limit: number },
): Promise<readonly QuarantineRow[]> {
  const open = database
    .selectFrom("quarantine")
    .selectAll()
    .where("feed", "=", feed)
    .where("status", "=", "open")
    .where("run_id", "!=", runId)
    .where("resource", "in", resources)
    .where("dataset", "not like", `${OWN}%`)
    .orderBy("created_at")
    .orderBy("quarantine_id")
    .limit(limit);
  if (ids === undefined) return open.execute();
  const found: QuarantineRow[] = [];
  for (const chunk of chunks(ids)) found.push(...(await open.where("quarantine_id", "in", chunk).execute()));
  return found;
}

/** Closes entries whose objects were read again by a run, and returns how many of them it has refused again. */
export async function closeReplayed(
  database: Database,
  runId: string,
  quarantineIds: readonly string[],
): Promise<number> {
  let refusedAgain = 0;
  for (const ids of chunks(quarantineIds)) {
    const open = database.selectFrom("quarantine").where("quarantine_id", "in", ids).where("status", "=", "open");
    refusedAgain += (await open.select("quarantine_id").where("run_id", "=", runId).execute()).length;
    await closing(database, "replayed").where("quarantine_id", "in", ids).where("run_id", "!=", runId).execute();
  }
  return refusedAgain;
}

/** Closes an entry; false when there is no open one of this id. */
export async function closeQuarantined(
  database: Database,
  quarantineId: string,
  status: "replayed" | "dropped",
): Promise<boolean> {
  const closed = await closing(database, status).where("quarantine_id", "=", quarantineId).executeTakeFirst();
  return closed.numUpdatedRows === 1n;
}

/** An object that has arrived after all needs nobody's attention any more. */
export async function closeQuarantineOf(
  transaction: Database,
  feed: number,
  dataset: string,
  objectIds: readonly string[],
): Promise<void> {
  // Of almost all feeds nothing is in quarantine, which one look says for any number of objects.
  if (!(await hasOpen(transaction, feed, dataset))) return;
  for (const ids of chunks(objectIds)) {
    await closing(transaction, "replayed")
      .where("feed", "=", feed)
      .where("dataset", "=", dataset)
      .where("object_id", "in", ids)
      .execute();
  }
}

/** An update of open entries; which ones is for the caller to say. */
function closing(database: Database, status: "replayed" | "dropped") {
  return database.updateTable("quarantine").set({ status }).where("status", "=", "open");
}

async function hasOpen(transaction: Database, feed: number, dataset: string): Promise<boolean> {
  const open = await transaction
    .selectFrom("quarantine")
    .select("quarantine_id")
    .where("feed", "=", feed)
    .where("status", "=", "open")
    .where("dataset", "=", dataset)
    .limit(1)
    .executeTakeFirst();
  return open !== undefined;
}

export async function countQuarantined(database: Database, feed: number): Promise<number> {
  const row = await database
    .selectFrom("quarantine")
    .select(({ fn }) => fn.countAll<number>().as("open"))
    .where("feed", "=", feed)
    .where("status", "=", "open")
    .executeTakeFirst();
  return row?.open ?? 0;
}

function* chunks(ids: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += IDS_AT_ONCE) yield ids.slice(start, start + IDS_AT_ONCE);
}
