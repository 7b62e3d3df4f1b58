import type { ChangesConfig } from "../config.ts";
import { ConnectorError, InternalError, InterruptedError } from "../errors.ts";
import type { FeedRun } from "../pipeline/feed-run.ts";
import { type ResourceName, resourceNames } from "../resources.ts";
import { listBackfills } from "../state/backfills.ts";
import { changeCursor } from "../state/change-cursors.ts";
import { countInbox } from "../state/inbox.ts";
import { countReads } from "../state/read-budget.ts";
import { endResourceRun, endRun, findRun, startRun } from "../state/runs.ts";
import type { RunRow } from "../state/tables.ts";
import { PermissionError } from "../stripe/errors.ts";
import { anchorChanges } from "./anchor-changes.ts";
import { backfillResource } from "./backfill-resource.ts";
import { eventGroups, eventSource } from "./event-references.ts";
import { followChanges, followWebhooks } from "./follow-changes.ts";
import { readLateRefusals } from "./late-refusals.ts";
import { recoverBatches } from "./recover-batches.ts";
import { reportRun } from "./report-run.ts";
import type { RunReport, SyncMode } from "./run-report.ts";

export interface SyncInput {
  readonly run: FeedRun;
  /** A run whose failure stops only itself: one resource, or the changes. */
  readonly derive: () => FeedRun;
  readonly resources: readonly ResourceName[];
  readonly mode: SyncMode;
  readonly changes: ChangesConfig;
  /** Unix seconds by Stripe's clock, by asking: called after the lease was taken. */
  readonly stripeNow: () => Promise<number>;
  /** Requests sent to Stripe so far in this run. */
  readonly reads: () => number;
  /** Requests that nobody has added to the read budget yet. */
  readonly uncountedReads: () => number;
  readonly onResource: (resource: ResourceName, phase: "reading" | "done" | "failed") => void;
}

/** One run of one feed, while its lease is held. */
export async function syncFeed(input: SyncInput): Promise<RunReport> {
  const { run } = input;
  const startedAt = run.ports.clock.now();
  const row = { run_id: run.runId, feed: run.lease.feed, mode: input.mode, status: "running", started_at: startedAt };
  await startRun(run.store.database, { ...row, ended_at: null, stripe_reads: 0 });
  const failures = new Map<ResourceName, ConnectorError>();
  let thrown: unknown;
  try {
    await recoverBatches(input.derive());
    if (input.mode === "webhooks") {
      await followWebhooks(input.derive());
    } else {
      await readLateRefusals(run);
      await anchorChanges(run, input.resources, input.mode, await input.stripeNow(), input.changes);
      await moveAll(input, failures);
    }
  } catch (error) {
    thrown = error;
  }
  const report = await closeRun(input, { ...row, ended_at: null, stripe_reads: 0 }, failures, thrown);
  if (thrown !== undefined) throw thrown as Error;
  return report;
}

async function moveAll(input: SyncInput, failures: Map<ResourceName, ConnectorError>): Promise<void> {
  const listing = new AbortController();
  const listed = input.mode === "changes" ? Promise.resolve() : listAll(input, failures);
  const followed = followWhile(input, listing.signal);
  const outcomes = await Promise.allSettled([listed.finally(() => listing.abort(new Error("listed"))), followed]);
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  if (input.mode !== "backfill") await followChanges(input.derive(), input.resources, input.changes);
}

/** A key without a permission fails that resource, loudly, and the others go on; anything else ends the run. */
async function listAll(input: SyncInput, failures: Map<ResourceName, ConnectorError>): Promise<void> {
  const outcomes = await Promise.allSettled(
    input.resources.map(async (resource) => {
      input.onResource(resource, "reading");
      try {
        await backfillResource(input.derive(), resource);
        input.onResource(resource, "done");
      } catch (error) {
        input.onResource(resource, "failed");
        if (!(error instanceof PermissionError)) throw ending(input.run, error);
        failures.set(resource, error);
      }
    }),
  );
  for (const outcome of outcomes) if (outcome.status === "rejected") throw firstCause(input.run, outcome.reason);
}

/** Of several failures the first is the cause; the others only saw the stop. */
function firstCause(run: FeedRun, reason: unknown): unknown {
  return run.signal.aborted ? run.signal.reason : reason;
}

/** Resolves when the listing has ended; a failure here ends the listing too. */
async function followWhile(input: SyncInput, listed: AbortSignal): Promise<void> {
  const { run, changes } = input;
  const { clock } = run.ports;
  // What webhooks announce has its quick way also while a history is being listed.
  const pause = run.delivery.webhooks === "streaming" ? changes.webhooksEvery : changes.followEvery;
  let due = clock.now() + changes.followEvery;
  while (!listed.aborted) {
    try {
      await clock.sleep(Math.min(pause, due - clock.now()), AbortSignal.any([listed, run.signal]));
    } catch {
      return;
    }
    try {
      if (clock.now() >= due) {
        await followChanges(input.derive(), input.resources, changes);
        due = clock.now() + changes.followEvery;
      } else if ((await countInbox(run.store.database, run.lease.feed)) > 0) {
        await followWebhooks(input.derive());
      }
    } catch (error) {
      throw ending(run, error);
    }
  }
}

/** A failure ends what the others have under way; a request to stop does not, for they hear it themselves and run dry. */
function ending(run: FeedRun, error: unknown): unknown {
  if (!(error instanceof InterruptedError)) run.stop(error);
  return error;
}

/** How a run ended, as the store says it. */
function statusOf(thrown: unknown, failures: ReadonlyMap<ResourceName, ConnectorError>): RunReport["status"] {
  if (thrown instanceof InterruptedError) return "cancelled";
  return thrown !== undefined || failures.size > 0 ? "failed" : "succeeded";
}

async function closeRun(
  input: SyncInput,
  row: RunRow,
  failures: ReadonlyMap<ResourceName, ConnectorError>,
  thrown: unknown,
): Promise<RunReport> {
  const { run, resources } = input;
  const now = run.ports.clock.now();
  const lag = await lagSeconds(run);
  await run.store.atomically(async (transaction) => {
    for (const resource of resources) {
      const common = thrown instanceof ConnectorError && !(thrown instanceof InterruptedError) ? thrown : undefined;
      const failure = failures.get(resource) ?? common;
      await endResourceRun(transaction, {
        run_id: run.runId,
        resource,
        milliseconds: now - row.started_at,
        lag_seconds: lag,
        failure_code: failure?.code ?? null,
        failure_message: failure?.message ?? null,
        failure_next: failure?.next ?? null,
      });
    }
    await countReads(transaction, run.lease.feed, now, input.uncountedReads());
    const end = { ended_at: now, stripe_reads: input.reads() };
    await endRun(transaction, run.runId, { status: statusOf(thrown, failures), ...end });
  });
  const report = await reportRun(run.store.database, (await findRun(run.store.database, run.runId)) ?? row);
  if (thrown === undefined) assertBalanced(report);
  return report;
}

/** Seconds between now and the oldest cursor of the changes; null before everything was listed once. */
async function lagSeconds(run: FeedRun): Promise<number | null> {
  const backfills = await listBackfills(run.store.database, run.lease.feed);
  if (backfills.length === 0 || backfills.some(({ status }) => status !== "complete")) return null;
  const cursors: number[] = [];
  for (const group of eventGroups().keys()) {
    cursors.push((await changeCursor(run.store.database, run.lease.feed, eventSource(group))) ?? 0);
  }
  return Math.max(0, Math.floor(run.ports.clock.now() / 1000) - Math.min(...cursors));
}

function assertBalanced(report: RunReport): void {
  const wrong = resourceNames.filter((resource) => report.resources[resource]?.balanced === false);
  if (wrong.length === 0) return;
  throw new InternalError({
    code: "SAEP-1901",
    message: `The ledger of ${wrong.join(", ")} does not balance.`,
    where: report.runId,
    next: "Report it with the run id; run `stripe-aep reconcile` to see that nothing is missing.",
  });
}
