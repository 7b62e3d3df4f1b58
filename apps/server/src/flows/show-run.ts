import { type ErrorCode, errorCodes } from "@stripe-aep/core";
import { readLiveRun, readRefusals, type StoredEntity } from "@stripe-aep/core/flow-service";
import type { Run, RunErrorGroup } from "@stripe-aep/core/service-api";
import type { Service } from "../service.ts";
import type { RunnableFlow } from "./flow-view.ts";
import { detailRun, ROWS_FAILED } from "./run-view.ts";

/** A run with what only the engine's own tables know: where it stands while it goes on, and what it refused, by code. */
export async function showRun(service: Service, run: StoredEntity, runnable: RunnableFlow): Promise<Run> {
  const shown = detailRun(run, runnable);
  if (runnable.engine === "own") return shown;
  const { engineRunId } = run.hidden;
  if (typeof engineRunId === "string") return withRefusals(service, shown, run, engineRunId);
  return shown.status === "running" ? withLive(service, shown, runnable) : shown;
}

async function withLive(service: Service, run: Run, { connection }: RunnableFlow): Promise<Run> {
  const { account, livemode } = connection.hidden;
  const feeds = await service.feeds(connection);
  const feed = feeds.find((each) => each.account === account && each.livemode === (livemode === true));
  const { database } = await service.storeOf(connection);
  const live = feed === undefined ? undefined : await readLiveRun(database, feed.feed, run.resource);
  if (live === undefined) return run;
  const { datasets, slices, underWay } = live;
  return {
    ...run,
    figures: datasets.object ?? run.figures,
    datasets: Object.entries(datasets).map(([kind, figures]) => {
      return { kind: kind as "object", dataSetId: "", figures };
    }),
    live: { slices, underWay },
  };
}

/** What Adobe's run document says of all refused rows together. */
const summaries: ReadonlySet<string> = new Set([ROWS_FAILED, "INGEST-1212-400"]);

/** The summary of Adobe's run document gives way to the causes, each with the fix and the records. */
async function withRefusals(service: Service, run: Run, of: StoredEntity, engineRunId: string): Promise<Run> {
  const refusals = await readRefusals((await service.storeOf(of)).database, engineRunId, run.resource);
  if (refusals.length === 0) return run;
  const causes = refusals.map(({ code, rule, count, objectIds }): RunErrorGroup => {
    const known = Object.hasOwn(errorCodes, code) ? errorCodes[code as ErrorCode] : undefined;
    return { code, title: known?.title ?? code, message: rule, count, next: known?.next ?? null, objectIds };
  });
  return { ...run, errors: [...run.errors.filter(({ code }) => !summaries.has(code)), ...causes] };
}
