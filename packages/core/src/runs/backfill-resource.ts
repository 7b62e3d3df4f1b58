import type { FeedRun } from "../pipeline/feed-run.ts";
import { readObject } from "../pipeline/read-page.ts";
import type { TicketedPage } from "../pipeline/recognise-records.ts";
import { runPipeline } from "../pipeline/run-pipeline.ts";
import { Track } from "../pipeline/track.ts";
import { writeUnderLease } from "../pipeline/under-lease.ts";
import { type ResourceName, resources } from "../resources.ts";
import { beginBackfill, findBackfill, openSlices, setBackfillStatus } from "../state/backfills.ts";
import { notListedSince } from "../state/object-versions.ts";
import type { BackfillRow, Database, SliceRow } from "../state/tables.ts";
import { readSlices } from "./read-slices.ts";

/** Ids looked at in one query while sweeping. */
const SWEEP_STEP = 100;

/** Lists everything of one resource, from the beginning or where an earlier run stopped. */
export async function backfillResource(run: FeedRun, resource: ResourceName): Promise<void> {
  const backfill = await findBackfill(run.store.database, run.lease.feed, resource);
  if (backfill === undefined || backfill.status === "complete") return;
  if (backfill.status === "listing") {
    await runPipeline(run, readSlices(run, resource, backfill));
    if (!(await finishListing(run, backfill))) return;
  }
  if (isSwept(backfill)) await runPipeline(run, sweep(run, resource, backfill));
  await setStatus(run, backfill, "complete");
}

/**
 * A later listing also shows what is no longer there. The first one cannot: whatever disappeared before was never sent,
 * and what disappears meanwhile has an event.
 */
function isSwept(backfill: BackfillRow): boolean {
  return backfill.generation > 1 && resources[backfill.resource as ResourceName].deletable;
}

/** Prepares a listing of everything; part of the transaction that decided on it. */
export async function scheduleBackfill(
  run: FeedRun,
  transaction: Database,
  resource: ResourceName,
  anchorSeconds: number,
): Promise<void> {
  const previous = await findBackfill(transaction, run.lease.feed, resource);
  const generation = (previous?.generation ?? 0) + 1;
  const key = { feed: run.lease.feed, resource, generation };
  const slices = run.decisions.passes(resources[resource]).map((_, pass): SliceRow => {
    const bounds = { gte_seconds: run.since ?? null, lt_seconds: anchorSeconds + 1 };
    return { ...key, pass, slice: pass + 1, ...bounds, cursor_seconds: null, done: 0 };
  });
  await beginBackfill(transaction, { ...key, anchor_seconds: anchorSeconds, status: "listing" }, slices);
}

/** False while a slice is not proven to its end: another run will go on with it. */
async function finishListing(run: FeedRun, backfill: BackfillRow): Promise<boolean> {
  if ((await openSlices(run.store.database, backfill)).length > 0) return false;
  if (isSwept(backfill)) await setStatus(run, backfill, "sweeping");
  return true;
}

async function setStatus(run: FeedRun, backfill: BackfillRow, status: "sweeping" | "complete"): Promise<void> {
  await writeUnderLease(run, (transaction) => setBackfillStatus(transaction, backfill, status));
}

/**
 * Looks at every object that we know and the listing did not show. Lists leave out more than what is deleted (inline
 * prices, objects of test clocks), so each is asked for by its id before it is called gone.
 */
async function* sweep(run: FeedRun, resource: ResourceName, backfill: BackfillRow): AsyncGenerator<TicketedPage> {
  const track = new Track<undefined>(async () => undefined);
  for (let after = ""; ;) {
    const { feed } = run.lease;
    const ids = await notListedSince(run.store.database, feed, resource, backfill.generation, after, SWEEP_STEP);
    for (const id of ids) {
      const page = await readObject(run, resource, id);
      yield { ...page, listing: backfill.generation, ticket: track.issue(undefined) };
    }
    const last = ids.at(-1);
    if (last === undefined) return;
    after = last;
  }
}
