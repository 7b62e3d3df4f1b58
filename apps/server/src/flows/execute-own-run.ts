import {
  dataPrep,
  finishedRun,
  isObject,
  openAuth,
  orderOf,
  type OwnFlowProgress,
  type RunClaim,
  type RunFigures,
  runOwnFlow,
  type RunPlace,
  startedRun,
} from "@stripe-aep/core/flow-service";
import type { Service } from "../service.ts";
import type { RunnableFlow } from "./flow-view.ts";
import { noteRun } from "./order-due-runs.ts";

/** Runs a flow whose mapping is the operator's own, to its end; the run's document says how it went. */
export async function executeOwnRun(
  service: Service,
  runnable: RunnableFlow,
  claim: RunClaim,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = service.ports;
  await claim.write({ document: startedRun(claim.run.document, clock.now()) });
  const started = clock.now();
  const figures = await figuresOf(service, runnable, claim, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    if (!(error instanceof CannotBegin)) throw error;
    return nothingRead(started, clock.now(), error.message);
  });
  const document = finishedRun(claim.run.document, figures, placeOf(service, runnable, claim));
  await claim.release({ document }, (entities, run) => noteRun(service, entities, run));
}

/** Why a run cannot even begin: its mapping set is gone, or no longer fits its dataset. */
class CannotBegin extends Error {}

async function figuresOf(
  service: Service,
  runnable: RunnableFlow,
  claim: RunClaim,
  signal: AbortSignal,
): Promise<RunFigures> {
  const { connection, dataSetId, resource } = runnable;
  const platform = service.platformClient(connection.sandbox);
  const mappingSet = await dataPrep(platform).get(runnable.mappingId);
  if (!isObject(mappingSet)) throw new CannotBegin("The mapping set of the flow does not exist any more.");
  const map = await service
    .workshop(connection.sandbox)
    .compile(mappingSet, dataSetId)
    .catch((error: unknown) => {
      throw new CannotBegin(`The mapping set cannot run: ${error instanceof Error ? error.message : ""}`);
    });
  const { account, livemode } = connection.hidden as { account?: string; livemode?: boolean };
  return runOwnFlow(
    {
      resource,
      dataSetId,
      map,
      seed: `${account ?? connection.id}/${livemode ?? false}`,
      partialIngestionPercent: runnable.partialIngestionPercent,
      stripe: service.stripe.client(openAuth(service.backend, connection)),
      platform,
      clock: service.ports.clock,
      signal,
      onProgress: (progress) => publishProgress(service, runnable, claim, progress),
      onRefused: async (rows) => {
        service.metrics.count("stripe_aep_records_refused_total", { resource }, rows.length);
      },
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

function nothingRead(startedAt: number, now: number, message: string): RunFigures {
  const none = {
    inputBytes: 0,
    outputBytes: 0,
    inputRecords: 0,
    outputRecords: 0,
    failedRecords: 0,
    pages: 0,
    files: 0,
  };
  return {
    ...none,
    startedAt,
    copiedAt: now,
    completedAt: now,
    batchIds: [],
    rowErrors: [],
    warnings: [],
    failure: { stage: "promotion", code: "CONNECTOR-2001-500", message },
  };
}
