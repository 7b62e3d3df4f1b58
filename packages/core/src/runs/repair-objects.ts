import type { FeedRun } from "../pipeline/feed-run.ts";
import { readObject } from "../pipeline/read-page.ts";
import type { TicketedPage } from "../pipeline/recognise-records.ts";
import { runPipeline } from "../pipeline/run-pipeline.ts";
import { Track } from "../pipeline/track.ts";
import type { ResourceName } from "../resources.ts";
import { forgetVersions } from "../state/forget-versions.ts";

export interface ObjectToRepair {
  readonly resource: ResourceName;
  /** Stripe id. */
  readonly id: string;
}

/**
 * Reads objects again and sends them the normal way, although the ledger says that the platform has them. An object that is
 * gone at Stripe becomes a tombstone.
 */
export async function repairObjects(run: FeedRun, objects: readonly ObjectToRepair[]): Promise<void> {
  for (const [resource, ofOne] of Map.groupBy(objects, (object) => object.resource)) {
    const ids = ofOne.map(({ id }) => id);
    await forgetVersions(run.store.database, run.lease.feed, resource, ids);
  }
  await runPipeline(run, readAgain(run, objects));
}

async function* readAgain(run: FeedRun, objects: readonly ObjectToRepair[]): AsyncGenerator<TicketedPage> {
  const track = new Track<undefined>(async () => undefined);
  for (const { resource, id } of objects) {
    yield { ...(await readObject(run, resource, id)), ticket: track.issue(undefined) };
  }
}
