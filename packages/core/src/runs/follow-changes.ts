import type { ChangesConfig } from "../config.ts";
import type { FeedRun } from "../pipeline/feed-run.ts";
import { runPipeline } from "../pipeline/run-pipeline.ts";
import { streamingRun } from "../pipeline/stream-route.ts";
import { type ResourceName, resources } from "../resources.ts";
import { eventGroups } from "./event-references.ts";
import { readEvents } from "./read-events.ts";
import { readInboxObjects } from "./read-inbox.ts";
import { relistResource } from "./relist-resource.ts";

/** Moves what webhooks have named, by the quickest way. */
export async function followWebhooks(run: FeedRun): Promise<void> {
  await runPipeline(streamingRun(run), readInboxObjects(run));
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
