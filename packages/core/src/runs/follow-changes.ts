import type { ChangesConfig } from "../config.ts";
import type { FeedRun } from "../pipeline/feed-run.ts";
import { runPipeline } from "../pipeline/run-pipeline.ts";
import { streamingRun } from "../pipeline/stream-route.ts";
import { type ResourceName, resources } from "../resources.ts";
import { eventGroups } from "./event-references.ts";
import { countInbox, readInbox } from "../state/inbox.ts";
import { readEvents } from "./read-events.ts";
import { readInboxObjects } from "./read-inbox.ts";
import { relistResource } from "./relist-resource.ts";

/** Webhooks that are held in memory at once. */
const WEBHOOKS_AT_ONCE = 2_000;

/** Moves what webhooks have named, by the quickest way: as many as wait now, so that it ends while others come. */
export async function followWebhooks(run: FeedRun): Promise<void> {
  const { database } = run.store;
  const { feed } = run.lease;
  for (let waiting = await countInbox(database, feed); waiting > 0;) {
    const rows = await readInbox(database, feed, WEBHOOKS_AT_ONCE);
    if (rows.length === 0) return;
    await runPipeline(streamingRun(run), readInboxObjects(run, rows));
    waiting -= rows.length;
  }
}

/** Moves what has changed since the cursors: what webhooks named, what events name, and what announces nothing. */
export async function followChanges(
  run: FeedRun,
  wanted: readonly ResourceName[],
  changes: ChangesConfig,
): Promise<void> {
  await followWebhooks(run);
  for (const group of eventGroups().keys()) await runPipeline(run, readEvents(run, group, changes));
  for (const resource of wanted) {
    if (resources[resource].eventTypes.length === 0) await runPipeline(run, relistResource(run, resource, changes));
  }
}
