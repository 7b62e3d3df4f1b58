import { listBackfills } from "../state/backfills.ts";
import { countInbox } from "../state/inbox.ts";
import { listFeeds } from "../state/feeds.ts";
import { countQuarantined } from "../state/quarantine.ts";
import { readsInWindow } from "../state/read-budget.ts";
import { findRun, listRuns } from "../state/runs.ts";
import type { Database } from "../state/tables.ts";
import { reportRun } from "./run-figures.ts";
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
    });
  }
  return found;
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
