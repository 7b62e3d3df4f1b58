import type { StoredEntity } from "../state/flow-entities.ts";
import type { FlowServiceBackend } from "./backend.ts";
import { findEntity, newEntity, stateOf, updated } from "./entity-envelope.ts";
import { type Caller, type FlowServiceRequest, type FlowServiceResponse, isObject, tenantOf } from "./exchange.ts";
import { catalogueError } from "./flow-service-error.ts";
import { readBody } from "./read-body.ts";
import { ingestedBy, type RunWindow, scheduledRun, statusOf } from "./run-document.ts";
import { parseEpochSeconds, parseSchedule } from "./schedule-params.ts";

/** What the scheduler must know of a run before it begins. */
export interface RunOrder {
  /** Epoch milliseconds before which it does not begin. */
  readonly notBefore: number;
  readonly window: RunWindow;
  readonly oneTime: boolean;
}

/** `POST /runs`: an on-demand run of a one-time flow over a window of its own. */
export async function createRun(
  backend: FlowServiceBackend,
  { body: given, caller }: FlowServiceRequest,
): Promise<FlowServiceResponse> {
  const body = readBody(given);
  const { flowId } = body;
  if (typeof flowId !== "string" || flowId === "") throw catalogueError("1446-400");
  const flow = await backend.entities.find(tenantOf(caller), "flows", flowId);
  if (flow === undefined) throw catalogueError("1430-400", { id: flowId.slice(0, 100) });
  if (stateOf(flow) !== "enabled") throw catalogueError("1388-400", { flow: flow.id, state: stateOf(flow) });
  const { frequency } = parseSchedule(flow.document.scheduleParams);
  if (frequency !== "once") throw catalogueError("1386-400", { flowId: flow.id, frequency });
  const order = readRunParameters(body.params, backend.stamps.now());
  const run = await orderRun(backend, caller, flow, order);
  return { status: 201, body: { items: [{ id: run.id, etag: run.etag }] } };
}

function readRunParameters(given: unknown, now: number): RunOrder {
  if (!isObject(given)) throw catalogueError("1384-400", { message: "params is missing" });
  const start = parseEpochSeconds(given.windowStartTime, "windowStartTime") * 1000;
  const end = parseEpochSeconds(given.windowEndTime, "windowEndTime") * 1000;
  if (end < start) throw catalogueError("1381-400", { start: start / 1000, end: end / 1000 });
  const notBefore = given.startTime === undefined ? now : parseEpochSeconds(given.startTime, "startTime") * 1000;
  return { notBefore, window: { start, end }, oneTime: true };
}

/** A scheduled run entity; whoever runs flows finds it by its status. */
export async function orderRun(
  backend: FlowServiceBackend,
  caller: Caller,
  flow: StoredEntity,
  order: RunOrder,
): Promise<StoredEntity> {
  const run = newEntity(backend, caller, "runs", {
    document: scheduledRun(flow.id, flow.document.flowSpec),
    hidden: { order },
    parentId: flow.id,
  });
  await backend.entities.insert(run);
  return run;
}

/** `POST /runs/{id}/action?op=re-trigger`: a new run over the same window, for failed runs and those that moved nothing. */
export async function retryRun(backend: FlowServiceBackend, caller: Caller, id: string): Promise<FlowServiceResponse> {
  const run = await findEntity(backend, caller, "runs", id);
  const status = statusOf(run.document);
  const isRetryable = status === "failed" || (status === "success" && ingestedBy(run.document) === 0);
  if (!isRetryable) throw catalogueError("1387-400", { id, state: status });
  const flow = await backend.entities.find(tenantOf(caller), "flows", run.parentId);
  if (flow === undefined) throw catalogueError("1430-400", { id: run.parentId });
  if (stateOf(flow) !== "enabled") throw catalogueError("1388-400", { flow: flow.id, state: stateOf(flow) });
  const order = orderOf(run);
  if (isCovered(flow, order))
    throw catalogueError("1387-400", { id, state: "failed, but a later run has read its window" });
  const again = await orderRun(backend, caller, flow, { ...order, notBefore: backend.stamps.now() });
  return updated(again);
}

/** A scheduled window that failed is part of the next one: read again after that, its objects would arrive twice. */
export function isCovered(flow: StoredEntity, { oneTime, window }: RunOrder): boolean {
  const { coveredUntil } = (flow.hidden.schedule ?? {}) as { readonly coveredUntil?: number };
  return !oneTime && coveredUntil !== undefined && coveredUntil >= window.end && window.end > window.start;
}

export function orderOf(run: StoredEntity): RunOrder {
  return run.hidden.order as RunOrder;
}
