import type { ChangesConfig } from "../config.ts";
import type { FeedRun } from "../pipeline/feed-run.ts";
import { writeUnderLease } from "../pipeline/under-lease.ts";
import { type ResourceName, resourceNames, resources } from "../resources.ts";
import { findBackfill } from "../state/backfills.ts";
import { advanceCursor, anchorCursor, changeCursor } from "../state/change-cursors.ts";
import type { Database } from "../state/tables.ts";
import { eventGroups, eventSource } from "./event-references.ts";
import { scheduleBackfill } from "./backfill-resource.ts";
import { relistSource } from "./relist-resource.ts";
import type { SyncMode } from "./run-report.ts";

/**
 * Decides, in one transaction, what is listed whole and from when changes are followed. The order is the point: the
 * cursor of the changes stands before the listing begins, so nothing can happen between the two unseen.
 */
export async function anchorChanges(
  run: FeedRun,
  wanted: readonly ResourceName[],
  mode: SyncMode,
  stripeNow: number,
  changes: ChangesConfig,
): Promise<void> {
  const anchor = run.decisions.anchor({ stripeNow, ownNow: Math.floor(run.ports.clock.now() / 1000) });
  await writeUnderLease(run, async (transaction) => {
    const lost = await lostSources(run, transaction, anchor, changes);
    for (const source of sources()) await anchorCursor(transaction, run.lease.feed, source, anchor);
    for (const source of lost) await advanceCursor(transaction, run.lease.feed, source, anchor);
    for (const resource of lost.length > 0 ? movedResources(run) : wanted) {
      const backfill = await findBackfill(transaction, run.lease.feed, resource);
      const isDue = mode === "backfill" ? backfill?.status !== "listing" : backfill === undefined;
      const isMended = lost.length > 0 && resources[resource].eventTypes.length > 0;
      if ((isDue && mode !== "changes") || isMended) await scheduleBackfill(run, transaction, resource, anchor);
    }
  });
}

/** Cursors whose next events Stripe has thrown away by now (30 days), or soon will have: only a new listing mends that. */
async function lostSources(
  run: FeedRun,
  transaction: Database,
  anchor: number,
  changes: ChangesConfig,
): Promise<readonly string[]> {
  const horizon = anchor - changes.eventHorizon / 1000;
  const lost: string[] = [];
  for (const group of eventGroups().keys()) {
    const cursor = await changeCursor(transaction, run.lease.feed, eventSource(group));
    if (cursor !== undefined && cursor < horizon) lost.push(eventSource(group));
  }
  if (lost.length > 0) run.ports.log.write("warn", "events-expired", { cursors: lost });
  return lost;
}

function sources(): readonly string[] {
  const silent = resourceNames.filter((resource) => resources[resource].eventTypes.length === 0);
  return [...[...eventGroups().keys()].map(eventSource), ...silent.map(relistSource)];
}

function movedResources(run: FeedRun): readonly ResourceName[] {
  return resourceNames.filter((resource) => run.targets[resource] !== undefined);
}
