import { addFigures, type LedgerFigures, noFigures } from "../ledger-figures.ts";
import { forgetBatch } from "../state/batches.ts";
import { raiseVersionTime } from "../state/feeds.ts";
import { addToLedger } from "../state/ledger.ts";
import { markListed } from "../state/object-versions.ts";
import { quarantineRecord } from "../state/quarantine.ts";
import type { Database } from "../state/tables.ts";
import type { DatasetKind } from "../xdm/page-mapper.ts";
import { forgetUnsettled, rememberUnsettled } from "../state/unsettled-objects.ts";
import type { PageParcel } from "./assemble-batches.ts";
import type { SettledBatch } from "./deliver-batches.ts";
import type { FeedRun } from "./feed-run.ts";
import { figuresOf, noteListed, type PageAccount } from "./page-account.ts";
import { recordVerdict } from "./record-verdict.ts";
import { removeSpooled } from "./spool.ts";
import { writeUnderLease } from "./under-lease.ts";
import type { RowInFlight } from "./version-book.ts";

/** Pages without rows have no batch to go with; so many of them share one transaction. */
const PAGES_PER_COMMIT = 4;

/** Moves versions, ledger, quarantine and cursors together, and only over what the platform has acknowledged. */
export async function checkpointPages(run: FeedRun, parcels: AsyncIterable<SettledBatch | PageParcel>): Promise<void> {
  let complete: PageAccount[] = [];
  for await (const parcel of parcels) {
    if (parcel.kind === "page") {
      parcel.account.arrived = true;
      if (run.decisions.mayCheckpoint(parcel.account)) complete.push(parcel.account);
      if (complete.length < PAGES_PER_COMMIT) continue;
      await commit(run, complete);
    } else {
      complete.push(...noteVerdicts(run, parcel));
      await commit(run, complete, parcel);
    }
    complete = [];
  }
  await commit(run, complete);
}

/** Returns the pages for which this was the last thing to wait for. */
function noteVerdicts(run: FeedRun, batch: SettledBatch): PageAccount[] {
  for (const row of batch.accepted) noteVerdict(row, "accepted");
  for (const { row } of batch.rejected) noteVerdict(row, "rejected");
  const rows = [...batch.accepted, ...batch.rejected.map(({ row }) => row)];
  const accounts = rows.flatMap((row) => row.accounts);
  for (const account of accounts) account.pending -= 1;
  return [...new Set(accounts)].filter((account) => account.arrived && account.pending === 0);
}

/** The row's own page is the first of its accounts; the others only rely on it. */
function noteVerdict(row: RowInFlight, verdict: "accepted" | "rejected"): void {
  row.verdict = verdict;
  const [owner] = row.accounts;
  if (owner === undefined) return;
  figuresOf(owner, row.dataset)[verdict] += 1;
  if (verdict === "rejected") noteListed(owner, row.dataset, row.objectId);
}

async function commit(run: FeedRun, accounts: readonly PageAccount[], batch?: SettledBatch): Promise<void> {
  if (accounts.length === 0 && batch === undefined) return;
  await writeUnderLease(run, async (transaction) => {
    await raiseVersionTime(transaction, run.lease.feed, run.order.newestTime);
    if (batch !== undefined) {
      await recordVerdict(run, transaction, batch.batch.record, batch);
      await forgetBatch(transaction, batch.batch.record.external_id);
    }
    await countInLedger(run, transaction, accounts);
    for (const account of accounts) await record(run, transaction, account);
    const tracks = new Set(accounts.flatMap((account) => account.ticket?.track ?? []));
    for (const track of tracks) await track.advance(transaction, run.decisions.provenPrefix);
  });
  if (batch === undefined) return;
  await run.book.exclusively(async () => run.book.settle([...batch.accepted, ...batch.rejected.map(({ row }) => row)]));
  await removeSpooled(run, batch.batch.record.spool, batch.batch.record.files);
}

/** One entry for all pages together: a batch's verdict settles hundreds. */
async function countInLedger(run: FeedRun, transaction: Database, accounts: readonly PageAccount[]): Promise<void> {
  for (const [resource, ofResource] of Map.groupBy(accounts, (account) => account.resource)) {
    const sums = new Map<DatasetKind, LedgerFigures>();
    for (const [dataset, figures] of ofResource.flatMap((account) => [...account.figures])) {
      sums.set(dataset, addFigures(sums.get(dataset) ?? noFigures, figures));
    }
    for (const [dataset, { read, ...figures }] of sums) {
      await addToLedger(transaction, run.runId, { resource, dataset, read_rows: read, ...figures });
    }
  }
}

async function record(run: FeedRun, transaction: Database, account: PageAccount): Promise<void> {
  for (const refused of account.refused) await quarantineRecord(transaction, refused);
  if (account.listed !== undefined) {
    const { generation, ids } = account.listed;
    await markListed(transaction, run.lease.feed, account.resource, generation, ids);
  }
  if (account.unsettled !== undefined) {
    await rememberUnsettled(transaction, account.unsettled.open);
    await forgetUnsettled(transaction, run.lease.feed, account.resource, account.unsettled.closed);
  }
  if (account.ticket !== undefined) account.ticket.ticket.settled = true;
}
