import { createHash } from "node:crypto";
import { recordVersions } from "../state/object-versions.ts";
import { closeQuarantineOf, quarantineRecord } from "../state/quarantine.ts";
import { countBatch } from "../state/read-budget.ts";
import { noteStreamed } from "../state/stream-cursors.ts";
import type { BatchRow, Database, QuarantineRow } from "../state/tables.ts";
import type { RejectedRow } from "./await-verdict.ts";
import type { FeedRun } from "./feed-run.ts";
import type { RowInFlight } from "./version-book.ts";

/** Writes what the platform said of a batch's rows: accepted ones are known from now on, rejected ones in quarantine. */
export async function recordVerdict(
  run: FeedRun,
  transaction: Database,
  batch: BatchRow,
  verdict: { readonly accepted: readonly RowInFlight[]; readonly rejected: readonly RejectedRow[] },
): Promise<void> {
  if (batch.format === "stream") {
    await noteStreamed(transaction, batch);
  } else if (verdict.accepted.length + verdict.rejected.length > 0) {
    await countBatch(transaction, run.lease.feed, run.ports.clock.now());
  }
  await recordVersions(
    transaction,
    verdict.accepted.map((row) => ({
      feed: run.lease.feed,
      resource: row.resource,
      dataset: row.dataset,
      object_key: row.key,
      version_ms: row.version[0],
      version_sequence: row.version[1],
      digest: row.digest,
      listed_generation: row.listedIn,
    })),
  );
  for (const [dataset, rows] of Map.groupBy(verdict.accepted, (row) => row.dataset)) {
    const ids = rows.map((row) => row.objectId);
    await closeQuarantineOf(transaction, run.lease.feed, dataset, ids);
  }
  if (!run.decisions.keepsRefused()) return;
  for (const rejected of verdict.rejected) await quarantineRecord(transaction, quarantineRow(run, rejected));
}

function quarantineRow(run: FeedRun, { row, error }: RejectedRow): QuarantineRow {
  const place = [run.lease.feed, row.resource, row.dataset, row.objectId, row.rowId].join("\n");
  return {
    quarantine_id: `q_${createHash("sha256").update(place).digest("hex").slice(0, 24)}`,
    feed: run.lease.feed,
    run_id: run.runId,
    resource: row.resource,
    dataset: row.dataset,
    object_id: row.objectId,
    path: error.path,
    rule: error.message,
    code: "SAEP-1404",
    source: error.source,
    status: "open",
    created_at: run.ports.clock.now(),
  };
}
