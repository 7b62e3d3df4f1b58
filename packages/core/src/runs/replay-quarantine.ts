import type { FeedRun } from "../pipeline/feed-run.ts";
import { readObject } from "../pipeline/read-page.ts";
import type { TicketedPage } from "../pipeline/recognise-records.ts";
import { runPipeline } from "../pipeline/run-pipeline.ts";
import { Track } from "../pipeline/track.ts";
import { isResourceName, type ResourceName } from "../resources.ts";
import { closeQuarantined, findQuarantined, flowOfDataset, listQuarantine } from "../state/quarantine.ts";
import type { QuarantineRow } from "../state/tables.ts";

const ENTRIES_PER_ROUND = 10_000;

/** What became of replayed quarantine entries. */
export interface ReplayReport {
  /** Objects read again. */
  readonly replayed: number;
  /** Of these, still refused. */
  readonly stillRefused: number;
}

/** Reads quarantined objects again and sends them the normal way: with the settings and schemas of today. */
export async function replayQuarantine(run: FeedRun, ids?: readonly string[]): Promise<ReplayReport> {
  const { database } = run.store;
  const filter = { feed: run.lease.feed, status: "open", limit: ENTRIES_PER_ROUND } as const;
  const entries = (await listQuarantine(database, filter)).filter(
    (entry) =>
      // What a flow's own mapping refused is sent with that mapping, not by this pipeline.
      flowOfDataset(entry.dataset) === undefined && (ids === undefined || ids.includes(entry.quarantine_id)),
  );
  const replayedAt = run.ports.clock.now();
  await runPipeline(run, quarantinedObjects(run, entries));
  let stillRefused = 0;
  for (const entry of entries) {
    const now = await findQuarantined(database, entry.quarantine_id);
    // Refused again, by the same rule: the entry was written anew. Otherwise it has done its work, whatever closed it.
    if (now?.status === "open" && now.run_id === run.runId && now.created_at >= replayedAt) stillRefused += 1;
    else await closeQuarantined(database, entry.quarantine_id, "replayed");
  }
  return { replayed: entries.length, stillRefused };
}

async function* quarantinedObjects(run: FeedRun, entries: readonly QuarantineRow[]): AsyncGenerator<TicketedPage> {
  const track = new Track<undefined>(async () => undefined);
  const places = new Map<string, { readonly resource: ResourceName; readonly id: string }>();
  for (const { resource, object_id: id } of entries) {
    if (isResourceName(resource)) places.set(`${resource}/${id}`, { resource, id });
  }
  for (const { resource, id } of places.values()) {
    yield { ...(await readObject(run, resource, id)), ticket: track.issue(undefined) };
  }
}
