import type { Database, LedgerRow } from "./tables.ts";

/** Rows owed to one dataset and what became of them; see `LedgerFigures` in the runs folder for the two equations. */
export type LedgerEntry = Omit<LedgerRow, "run_id">;

export async function addToLedger(database: Database, runId: string, entry: LedgerEntry): Promise<void> {
  await database
    .insertInto("ledger")
    .values({ run_id: runId, ...entry })
    .onConflict((conflict) =>
      conflict.columns(["run_id", "resource", "dataset"]).doUpdateSet((set) => ({
        read_rows: set.eb("ledger.read_rows", "+", set.ref("excluded.read_rows")),
        sent: set.eb("ledger.sent", "+", set.ref("excluded.sent")),
        unchanged: set.eb("ledger.unchanged", "+", set.ref("excluded.unchanged")),
        filtered: set.eb("ledger.filtered", "+", set.ref("excluded.filtered")),
        quarantined: set.eb("ledger.quarantined", "+", set.ref("excluded.quarantined")),
        accepted: set.eb("ledger.accepted", "+", set.ref("excluded.accepted")),
        rejected: set.eb("ledger.rejected", "+", set.ref("excluded.rejected")),
      })),
    )
    .execute();
}

export async function readLedger(database: Database, runId: string): Promise<readonly LedgerRow[]> {
  return database
    .selectFrom("ledger")
    .selectAll()
    .where("run_id", "=", runId)
    .orderBy("resource")
    .orderBy("dataset")
    .execute();
}
