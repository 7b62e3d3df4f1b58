import {
  beginning,
  countBatch,
  finishedRun,
  listWindow,
  orderOf,
  type OwnFlowProgress,
  progressOf,
  type RunClaim,
  type RunFigures,
  runOwnFlow,
  type RunPlace,
  sharePages,
  startedRun,
  takeBackRun,
  type WindowPage,
} from "@stripe-aep/core/flow-service";
import type { Service } from "../service.ts";
import { CannotBegin, compileOwnMapping, seedOf } from "./compile-own-mapping.ts";
import type { RunnableFlow } from "./flow-view.ts";
import { noteRun } from "./order-due-runs.ts";
import { openQuarantineDesk } from "./own-quarantine.ts";
import { type AccountReader, readAccount } from "./read-account.ts";

/** A run of a flow with a mapping of one's own, and the right to carry it out. */
export interface OwnRun {
  readonly runnable: RunnableFlow;
  readonly claim: RunClaim;
  /** Aborts when the run is stopped or taken over. */
  readonly signal: AbortSignal;
}

/** Runs that can share a listing: of one connection and resource, over one window, from its beginning. */
export function listingOf({ runnable, claim }: Pick<OwnRun, "runnable" | "claim">): string {
  const { window } = orderOf(claim.run);
  const hasBegun = claim.run.hidden.progress !== undefined || claim.run.hidden.cancelled !== undefined;
  const alone = hasBegun ? claim.run.id : "";
  return [runnable.connection.id, runnable.resource, window.start, window.end, alone].join("/");
}

/** What one run reads: its account, and its part of a listing that it shares. */
export interface ListingPart {
  readonly reader: AccountReader;
  readonly pages: AsyncIterable<WindowPage> | undefined;
}

/** One listing for runs that can share it: each object is read once, whatever the number of flows that want it. */
export function openListing(
  service: Service,
  runs: readonly Pick<OwnRun, "runnable" | "claim">[],
): (index: number) => Promise<ListingPart> {
  let opened: Promise<readonly ListingPart[]> | undefined;
  const open = async (): Promise<readonly ListingPart[]> => {
    const [first] = runs;
    if (first === undefined) return [];
    const reader = await readAccount(service, first.runnable.connection);
    if (runs.length === 1) return [{ reader, pages: undefined }];
    const { window } = orderOf(first.claim.run);
    // It ends when the last of its readers leaves; each of them has a signal of its own.
    const { signal } = new AbortController();
    const pages = listWindow(reader.stripe, first.runnable.resource, window, beginning, signal);
    return sharePages(pages, runs.length).map((part) => ({ reader, pages: part }));
  };
  return async (index) => {
    const part = (await (opened ??= open()))[index];
    if (part === undefined) throw new TypeError("more runs than the listing was opened for");
    return part;
  };
}

/** Runs one flow to its end; the run's document says how it went. */
export async function executeOwnRun(service: Service, run: OwnRun, { reader, pages }: ListingPart): Promise<void> {
  const { runnable, claim, signal } = run;
  const { clock } = service.ports;
  const readsBefore = reader.reads;
  try {
    await claim.write({ document: startedRun(claim.run.document, clock.now()) });
    const started = clock.now();
    const figures = await figuresOf(service, reader, run, pages).catch((error: unknown) => {
      signal.throwIfAborted();
      if (!(error instanceof CannotBegin)) throw error;
      return nothingRead(started, clock.now(), error.message);
    });
    const document = finishedRun(claim.run.document, figures, placeOf(service, runnable, claim));
    // Reads of a listing that several share are nobody's own.
    const hidden = pages === undefined ? { stripeReads: reader.reads - readsBefore } : {};
    await claim.release({ document, hidden }, (entities, ended) => noteRun(service, entities, ended));
  } finally {
    // Those that share the listing wait for nobody who has ended.
    await pages?.[Symbol.asyncIterator]().return?.();
    await reader.count();
  }
}

async function figuresOf(
  service: Service,
  reader: AccountReader,
  { runnable, claim, signal }: OwnRun,
  pages: AsyncIterable<WindowPage> | undefined,
): Promise<RunFigures> {
  const { connection, dataSetId, resource } = runnable;
  const { clock } = service.ports;
  const store = await service.storeOf(connection);
  const desk = await openQuarantineDesk(service, runnable, reader.feed, claim.run.id);
  const delivery = { platform: service.platformClient(connection), dataSetId, clock, signal };
  const { cancelled } = claim.run.hidden;
  if (typeof cancelled === "string") {
    await takeBackRun(delivery, claim, progressOf(claim.run, clock.now()));
    return nothingRead(clock.now(), clock.now(), `The run was cancelled by ${cancelled}.`, "CONNECTOR-1001-500");
  }
  return runOwnFlow(
    {
      ...delivery,
      resource,
      map: await compileOwnMapping(service, runnable),
      seed: seedOf(connection),
      partialIngestionPercent: runnable.partialIngestionPercent,
      stripe: reader.stripe,
      waiting: desk.waiting,
      onProgress: (progress) => publishProgress(service, runnable, claim, progress),
      onRefused: async (rows) => {
        await desk.keep(rows);
        service.metrics.count("stripe_aep_records_refused_total", { resource }, rows.length);
      },
      onRecovered: (objectIds) => desk.close(objectIds),
      onBatch: async () => {
        await countBatch(store.database, reader.feed, clock.now());
        await reader.count();
      },
      ...(pages === undefined ? {} : { pages }),
    },
    claim,
  );
}

function publishProgress(
  service: Service,
  { flow, resource }: RunnableFlow,
  claim: RunClaim,
  progress: OwnFlowProgress,
) {
  const seconds = Math.max(0.001, (service.ports.clock.now() - progress.startedAt) / 1000);
  service.events.publish({
    imsOrganization: flow.imsOrganization,
    sandbox: flow.sandbox,
    event: {
      type: "progress",
      progress: {
        runId: claim.run.id,
        flowId: flow.id,
        resource,
        phase: "reading",
        read: progress.inputRecords,
        sent: progress.outputRecords,
        quarantined: progress.failedRecords,
        ratePerSecond: Math.round(progress.inputRecords / seconds),
      },
    },
  });
}

export function placeOf(service: Service, runnable: RunnableFlow, claim: RunClaim): RunPlace {
  const { window, oneTime } = orderOf(claim.run);
  return {
    sourceConnectionId: runnable.source.id,
    targetConnectionId: runnable.target.id,
    window,
    oneTime,
    errorDiagnostics: runnable.errorDiagnostics,
    exportUrl: `${service.settings.publicUrl ?? service.platform.baseUrl}/data/foundation/export`,
    providerRefId: `M-${runnable.flow.id}-${oneTime ? "one-time" : "incremental"}-0:${claim.run.id}`,
  };
}

function nothingRead(startedAt: number, now: number, message: string, code = "CONNECTOR-2001-500"): RunFigures {
  return {
    inputBytes: 0,
    outputBytes: 0,
    inputRecords: 0,
    outputRecords: 0,
    failedRecords: 0,
    pages: 0,
    files: 0,
    startedAt,
    copiedAt: now,
    completedAt: now,
    batchIds: [],
    rowErrors: [],
    warnings: [],
    failure: { stage: "promotion", code, message },
  };
}
