import type { FeedRun } from "../pipeline/feed-run.ts";
import { readObject } from "../pipeline/read-page.ts";
import type { TicketedPage } from "../pipeline/recognise-records.ts";
import { runPipeline } from "../pipeline/run-pipeline.ts";
import { Track } from "../pipeline/track.ts";
import { isResourceName, type ResourceName } from "../resources.ts";
import { closeReplayed, entriesToReplay } from "../state/quarantine.ts";
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
  const of = { feed: run.lease.feed, runId: run.runId, resources: Object.keys(run.targets) };
  const report = { replayed: 0, stillRefused: 0 };
  for (;;) {
    const entries = await entriesToReplay(database, of, { ids, limit: ENTRIES_PER_ROUND });
    if (entries.length === 0) return report;
    await runPipeline(run, quarantinedObjects(run, entries));
    report.replayed += entries.length;
    // Refused again by the same rule: the entry was written anew. Otherwise it has done its work, whatever closed it.
    report.stillRefused += await closeReplayed(
      database,
      run.runId,
      entries.map((entry) => entry.quarantine_id),
    );
  }
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
