import {
  etagOf,
  listProvisioned,
  readOptions,
  type StoredEntity,
  type Tenant as EntityOwner,
  whenDue,
} from "@stripe-aep/core/flow-service";
import type { Flow, FlowSchedule, RunSummary } from "@stripe-aep/core/service-api";
import { datasetsOf } from "../flows/generated-connectors.ts";
import { readFlow, type RunnableFlow, scheduleOf, stateOf } from "../flows/flow-view.ts";
import { summarizeRun } from "../flows/run-view.ts";
import type { Service } from "../service.ts";

export async function showFlows(service: Service, owner: EntityOwner): Promise<readonly Flow[]> {
  const flows = await service.entities.list(owner, "flows");
  const shown = await Promise.all(flows.map((flow) => showFlow(service, flow)));
  return shown.filter((flow) => flow !== undefined);
}

/** A flow as `/v1` shows it; undefined when one of its parts is gone. */
export async function showFlow(service: Service, flow: StoredEntity): Promise<Flow | undefined> {
  const runnable = await readFlow(service, flow);
  if (runnable === undefined) return undefined;
  const options = readOptions(flow.document.options);
  const schedule = scheduleOf(flow);
  return {
    id: flow.id,
    name: String(flow.document.name),
    description: typeof flow.document.description === "string" ? flow.document.description : "",
    state: flow.document.state as Flow["state"],
    engine: runnable.engine,
    resource: runnable.resource,
    connectionId: runnable.connection.id,
    connectionName: String(runnable.connection.document.name),
    dataSets: await dataSetsOf(service, runnable),
    mappingId: runnable.mappingId === "" ? null : runnable.mappingId,
    mappingVersion: runnable.mappingId === "" ? null : runnable.mappingVersion,
    schedule: schedule === undefined ? null : showSchedule(flow),
    options: {
      errorDiagnosticsEnabled: options.errorDiagnosticsEnabled ?? false,
      partialIngestionPercent: options.partialIngestionPercent ?? null,
    },
    nextRunAt: nextRunAt(service, flow),
    lastRun: await lastRun(service, runnable),
    lagSeconds: await lagSeconds(service, runnable),
    createdAt: Number(flow.document.createdAt),
    updatedAt: Number(flow.document.updatedAt),
    etag: etagOf(flow),
  };
}

async function dataSetsOf(
  service: Service,
  { engine, dataSetId, resource, flow }: RunnableFlow,
): Promise<Flow["dataSets"]> {
  if (engine === "own") return [{ kind: "own", id: dataSetId, name: dataSetId }];
  const rows = await listProvisioned((await service.storeOf(flow)).database, "dataset");
  return datasetsOf(service, resource).flatMap((kind) => {
    const id = rows.find((row) => row.provision_key === `dataset/${resource}/${kind}`)?.platform_id;
    return id === undefined ? [] : [{ kind: kind as "object", id, name: `Stripe ${resource} (${kind})` }];
  });
}

function showSchedule(flow: StoredEntity): FlowSchedule {
  const schedule = scheduleOf(flow);
  const { interval } = flow.document.scheduleParams as { readonly interval?: number | string };
  return {
    frequency: schedule?.frequency ?? "once",
    ...(interval === undefined ? {} : { interval: Number(interval) }),
    startsAt: schedule?.startsAt ?? 0,
    backfill: schedule?.backfill ?? true,
  };
}

function nextRunAt(service: Service, flow: StoredEntity): number | null {
  const schedule = scheduleOf(flow);
  if (schedule === undefined || flow.document.state !== "enabled") return null;
  const now = service.ports.clock.now();
  const due = whenDue(schedule, { lastSlot: stateOf(flow).lastSlot, running: false }, now, 0);
  if (due.kind === "never") return null;
  return due.kind === "due" ? now : due.until;
}

async function lastRun(service: Service, runnable: RunnableFlow): Promise<RunSummary | null> {
  const [run] = await service.entities.list(runnable.flow, "runs", { parentId: runnable.flow.id, limit: 1 });
  return run === undefined ? null : summarizeRun(run, runnable);
}

/** The connector proves lag for its own flows; a flow by windows is as late as its last good window. */
async function lagSeconds(service: Service, runnable: RunnableFlow): Promise<number | null> {
  const now = service.ports.clock.now();
  if (runnable.engine === "own") {
    const { coveredUntil } = stateOf(runnable.flow);
    return coveredUntil === undefined ? null : Math.max(0, Math.floor((now - coveredUntil) / 1000));
  }
  const { account, livemode } = runnable.connection.hidden;
  const feed = (await service.feeds(runnable.flow)).find(
    (each) => each.account === account && each.livemode === (livemode === true),
  );
  const listed = feed?.backfills.find((each) => each.resource === runnable.resource)?.status === "complete";
  if (feed?.changesReadUpTo === undefined || !listed) return null;
  return Math.max(0, Math.floor(now / 1000) - feed.changesReadUpTo);
}
