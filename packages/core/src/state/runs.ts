import type { Database, ResourceRunRow, RunRow } from "./tables.ts";

export async function startRun(database: Database, run: RunRow): Promise<void> {
  // A run of this feed that is still `running` while we hold the lease belongs to a process that died.
  await database
    .updateTable("run")
    .set({ status: "interrupted", ended_at: run.started_at })
    .where("feed", "=", run.feed)
    .where("status", "in", ["running", "cancelling"])
    .execute();
  await database.insertInto("run").values(run).execute();
}

/** Asks the process that carries the run to end it at its next page; false when the run has ended. */
export async function requestCancel(database: Database, runId: string): Promise<boolean> {
  const asked = await database
    .updateTable("run")
    .set({ status: "cancelling" })
    .where("run_id", "=", runId)
    .where("status", "in", ["running", "cancelling"])
    .executeTakeFirst();
  return asked.numUpdatedRows > 0n;
}

export async function isCancelRequested(database: Database, runId: string): Promise<boolean> {
  return (await findRun(database, runId))?.status === "cancelling";
}

export async function endRun(
  database: Database,
  runId: string,
  end: Pick<RunRow, "status" | "ended_at" | "stripe_reads">,
): Promise<void> {
  await database.updateTable("run").set(end).where("run_id", "=", runId).execute();
}

export async function endResourceRun(database: Database, row: ResourceRunRow): Promise<void> {
  await database
    .insertInto("resource_run")
    .values(row)
    .onConflict((conflict) => conflict.columns(["run_id", "resource"]).doUpdateSet(row))
    .execute();
}

/** Newest first. */
export async function listRuns(database: Database, limit: number, feed?: number): Promise<readonly RunRow[]> {
  let query = database.selectFrom("run").selectAll().orderBy("started_at", "desc").orderBy("run_id", "desc");
  if (feed !== undefined) query = query.where("feed", "=", feed);
  return query.limit(limit).execute();
}

export async function findRun(database: Database, runId: string): Promise<RunRow | undefined> {
  return database.selectFrom("run").selectAll().where("run_id", "=", runId).executeTakeFirst();
}

export async function resourceRuns(database: Database, runId: string): Promise<readonly ResourceRunRow[]> {
  return database.selectFrom("resource_run").selectAll().where("run_id", "=", runId).orderBy("resource").execute();
}
