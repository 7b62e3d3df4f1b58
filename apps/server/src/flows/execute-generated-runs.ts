import {
  ConnectorError,
  LockedError,
  refusedRows,
  type LedgerFigures,
  type ResourceReport,
  type RunReport,
} from "@stripe-aep/core";
import {
  exceededThreshold,
  finishedRun,
  promotionFailure,
  type RunClaim,
  type RunFigures,
  startedRun,
} from "@stripe-aep/core/flow-service";
import type { Service } from "../service.ts";
import { placeOf } from "./execute-own-run.ts";
import type { RunnableFlow } from "./flow-view.ts";
import { noteRun } from "./order-due-runs.ts";

/** A run of a flow with the generated mapping, and the right to carry it out. */
export interface GeneratedRun {
  readonly runnable: RunnableFlow;
  readonly claim: RunClaim;
}

/** Time after which a feed that another process holds is tried again, in milliseconds. */
const LOCKED_RETRY = 5000;

/**
 * Runs several flows of one connection together: they share the account's feed, its governor and its lease, so one sync
 * serves them all. When another process holds the feed, the runs wait.
 */
export async function executeGeneratedRuns(
  service: Service,
  runs: readonly GeneratedRun[],
  signal: AbortSignal,
): Promise<void> {
  const [first] = runs;
  if (first === undefined) return;
  const startedAt = service.ports.clock.now();
  for (const { claim } of runs) await claim.write({ document: startedRun(claim.run.document, startedAt) });
  try {
    const connector = await service.connectors.forSending(first.runnable.connection);
    const resources = runs.map(({ runnable }) => runnable.resource);
    const report = await connector.sync({
      resources,
      signal,
      onProgress: (progress) => {
        const found = runs.find(({ runnable }) => runnable.resource === progress.resource);
        if (found !== undefined) publish(service, found, progress);
      },
    });
    for (const run of runs) await finish(service, run, report, startedAt);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ConnectorError)) throw error;
    if (error instanceof LockedError) await putBack(service, runs);
    else for (const run of runs) await fail(service, run, error, startedAt);
  }
}

function publish(
  service: Service,
  { runnable, claim }: GeneratedRun,
  progress: {
    readonly read: number;
    readonly ratePerSecond: number;
    readonly phase: "reading" | "delivering" | "done" | "failed";
  },
): void {
  const { flow, resource } = runnable;
  service.events.publish({
    imsOrganization: flow.imsOrganization,
    sandbox: flow.sandbox,
    event: {
      type: "progress",
      progress: { runId: claim.run.id, flowId: flow.id, resource, ...progress, sent: 0, quarantined: 0 },
    },
  });
}

async function finish(service: Service, run: GeneratedRun, report: RunReport, startedAt: number): Promise<void> {
  const { runnable, claim } = run;
  const found = report.resources[runnable.resource];
  const figures = figuresOf(found, startedAt, report.endedAt ?? service.ports.clock.now());
  const failure = figures.failure ?? tooManyRefused(found, runnable.partialIngestionPercent);
  const judged = failure === undefined ? figures : { ...figures, failure };
  const document = finishedRun(claim.run.document, judged, placeOf(service, runnable, claim));
  const hidden = { engineRunId: report.runId, ledger: ledgerOf(found), stripeReads: report.stripeReads };
  await claim.release({ document, hidden }, (entities, ended) => noteRun(service, entities, ended));
}

/**
 * Rows that were due are judged, dataset by dataset: what was unchanged cannot fail, and would hide what did. Unlike a mapping
 * of one's own, what has arrived stays, and what was refused waits in quarantine.
 */
function tooManyRefused(report: ResourceReport | undefined, percent: number | undefined): RunFigures["failure"] {
  for (const [kind, figures] of Object.entries(report?.datasets ?? {})) {
    const due = figures.read - figures.unchanged - figures.filtered;
    const reason = exceededThreshold({ failed: refusedRows(figures), of: due }, percent);
    if (reason !== undefined) return promotionFailure(`Dataset ${kind}: ${reason}`);
  }
  return undefined;
}

/** Rows of the object dataset are the headline: one for each new version of an object. Refused ones of any dataset count. */
function figuresOf(report: ResourceReport | undefined, startedAt: number, endedAt: number): RunFigures {
  const { failure } = report ?? {};
  return {
    startedAt,
    copiedAt: endedAt,
    completedAt: endedAt,
    inputBytes: 0,
    outputBytes: 0,
    inputRecords: report?.read ?? 0,
    outputRecords: report?.accepted ?? 0,
    failedRecords: Math.max(0, ...Object.values(report?.datasets ?? {}).map(refusedRows)),
    pages: 0,
    files: 0,
    batchIds: [],
    rowErrors: [],
    warnings: [],
    ...(failure === undefined ? {} : { failure: { ...describe(failure), stage: "copy" as const } }),
  };
}

function ledgerOf(report: ResourceReport | undefined): Readonly<Record<string, LedgerFigures>> {
  return { ...report?.datasets };
}

function describe({
  code,
  message,
  next,
}: {
  readonly code: string;
  readonly message: string;
  readonly next?: string | undefined;
}) {
  const advice = next === undefined ? "" : ` ${next}`;
  return { code: "CONNECTOR-1001-500", message: `Error in copying the data from Source. ${code}: ${message}${advice}` };
}

async function fail(service: Service, run: GeneratedRun, error: ConnectorError, startedAt: number): Promise<void> {
  const now = service.ports.clock.now();
  const figures = { ...figuresOf(undefined, startedAt, now), failure: { ...describe(error), stage: "copy" as const } };
  const document = finishedRun(run.claim.run.document, figures, placeOf(service, run.runnable, run.claim));
  await run.claim.release({ document }, (entities, ended) => noteRun(service, entities, ended));
}

async function putBack(service: Service, runs: readonly GeneratedRun[]): Promise<void> {
  const notBefore = service.ports.clock.now() + LOCKED_RETRY;
  for (const { claim } of runs) {
    const order = { ...(claim.run.hidden.order as object), notBefore };
    const document = { metrics: { statusSummary: { status: "scheduled" } }, activities: [] };
    await claim.release({ document, hidden: { order } });
  }
}
