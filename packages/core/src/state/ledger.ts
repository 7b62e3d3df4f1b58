import type { LedgerFigures } from "../ledger-figures.ts";
import type { Database, LedgerRow } from "./tables.ts";

/** Rows owed to one dataset and what became of them; `LedgerFigures` has the two equations. */
export type LedgerEntry = Omit<LedgerRow, "run_id">;

export function figuresOfEntry(entry: LedgerEntry): LedgerFigures {
  const { read_rows: read, sent, unchanged, filtered, quarantined, accepted, rejected } = entry;
  return { read, sent, unchanged, filtered, quarantined, accepted, rejected };
}

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

/** The sums of all runs of some feeds, for each resource and dataset. */
export async function ledgerTotals(database: Database, feeds: readonly number[]): Promise<readonly LedgerEntry[]> {
  if (feeds.length === 0) return [];
  const rows = await database
    .selectFrom("ledger")
    .innerJoin("run", "run.run_id", "ledger.run_id")
    .where("run.feed", "in", feeds)
    .groupBy(["ledger.resource", "ledger.dataset"])
    .select(["ledger.resource", "ledger.dataset"])
    .select(({ fn }) => [
      fn.sum<number | string>("ledger.read_rows").as("read_rows"),
      fn.sum<number | string>("ledger.sent").as("sent"),
      fn.sum<number | string>("ledger.unchanged").as("unchanged"),
      fn.sum<number | string>("ledger.filtered").as("filtered"),
      fn.sum<number | string>("ledger.quarantined").as("quarantined"),
      fn.sum<number | string>("ledger.accepted").as("accepted"),
      fn.sum<number | string>("ledger.rejected").as("rejected"),
    ])
    .execute();
  return rows.map(({ resource, dataset, ...sums }) => ({
    resource,
    dataset,
    read_rows: Number(sums.read_rows),
    sent: Number(sums.sent),
    unchanged: Number(sums.unchanged),
    filtered: Number(sums.filtered),
    quarantined: Number(sums.quarantined),
    accepted: Number(sums.accepted),
    rejected: Number(sums.rejected),
  }));
}
