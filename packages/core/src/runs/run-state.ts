import { listBackfills } from "../state/backfills.ts";
import { changeCursor } from "../state/change-cursors.ts";
import { countInbox } from "../state/inbox.ts";
import { listFeeds } from "../state/feeds.ts";
import { countQuarantined } from "../state/quarantine.ts";
import { readsInWindow } from "../state/read-budget.ts";
import { findRun, listRuns } from "../state/runs.ts";
import type { Database } from "../state/tables.ts";
import { eventGroups, eventSource } from "./event-references.ts";
import { reportRun } from "./report-run.ts";
import type { RunReport } from "./run-report.ts";

/** Where one Stripe account in one mode stands, by the store alone. */
export interface FeedStatus {
  /** Number of the feed in the store. */
  readonly feed: number;
  readonly account: string;
  readonly livemode: boolean;
  readonly backfills: readonly { readonly resource: string; readonly status: string; readonly generation: number }[];
  /** Webhooks that wait for the next run. */
  readonly inbox: number;
  /** Open quarantine entries. */
  readonly quarantined: number;
  /** Requests to Stripe in the last 30 days. */
  readonly reads: number;
  readonly lastRun: RunReport | undefined;
  /** Unix seconds by Stripe's clock: every change up to then has provably arrived. Undefined before the first sync. */
  readonly changesReadUpTo: number | undefined;
}

export async function readStatus(database: Database, now: number): Promise<readonly FeedStatus[]> {
  const found: FeedStatus[] = [];
  for (const { feed, account, livemode } of await listFeeds(database)) {
    const [last] = await listRuns(database, 1, feed);
    found.push({
      feed,
      account,
      livemode,
      backfills: (await listBackfills(database, feed)).map(({ resource, status, generation }) => {
        return { resource, status, generation };
      }),
      inbox: await countInbox(database, feed),
      quarantined: await countQuarantined(database, feed),
      reads: await readsInWindow(database, now, feed),
      lastRun: last === undefined ? undefined : await reportRun(database, last),
      changesReadUpTo: await changesReadUpTo(database, feed),
    });
  }
  return found;
}

async function changesReadUpTo(database: Database, feed: number): Promise<number | undefined> {
  const sources = [...eventGroups().keys()].map(eventSource);
  const cursors = await Promise.all(sources.map((source) => changeCursor(database, feed, source)));
  const known = cursors.filter((cursor) => cursor !== undefined);
  return known.length < sources.length ? undefined : Math.min(...known);
}

export async function listRunReports(database: Database, limit: number): Promise<readonly RunReport[]> {
  const reports: RunReport[] = [];
  for (const run of await listRuns(database, limit)) reports.push(await reportRun(database, run));
  return reports;
}

export async function showRunReport(database: Database, runId: string): Promise<RunReport | undefined> {
  const run = await findRun(database, runId);
  return run === undefined ? undefined : reportRun(database, run);
}
