import { statusOf, type StoredEntity } from "@stripe-aep/core/flow-service";
import type { Page, Run, RunSummary } from "@stripe-aep/core/service-api";
import { findFlow, listFlows, type RunnableFlow } from "../flows/flow-view.ts";
import { noteRun } from "../flows/order-due-runs.ts";
import { summarizeRun } from "../flows/run-view.ts";
import { showRun } from "../flows/show-run.ts";
import { HttpProblem, nothingHere } from "../http/problem-details.ts";
import { record } from "../http/record-audit.ts";
import { askFlowService, type Call, limitOf, makeCursor, readCursor } from "./call.ts";

/** Adobe's word for the states of `/v1`. */
const shownAs: Readonly<Record<string, string>> = { running: "inProgress", succeeded: "success" };

/** Runs of dataflows. */
export const runHandlers = {
  listRuns: async (call: Call): Promise<Page<RunSummary>> => {
    const { flowId, resource, status } = call.query;
    const flows = new Map<string, RunnableFlow>();
    for (const runnable of await flowsOf(call, flowId)) {
      if (resource === undefined || runnable.resource === resource) flows.set(runnable.flow.id, runnable);
    }
    const parentIds = [...flows.keys()];
    if (parentIds.length === 0) return { items: [], next: null, total: 0 };
    const start = readCursor(call.query.cursor);
    const limit = limitOf(call.query);
    const { entities } = call.service;
    const state = status === undefined ? undefined : (shownAs[status] ?? status);
    const narrow = { parentIds, ...(state === undefined ? {} : { state }) };
    const total = await entities.count(call.tenant, "runs", narrow);
    const runs = await entities.list(call.tenant, "runs", { ...narrow, limit, offset: start });
    const items = runs.flatMap((run) => {
      const runnable = flows.get(run.parentId);
      return runnable === undefined ? [] : [summarizeRun(run, runnable)];
    });
    const end = start + limit;
    return { items, next: end < total ? makeCursor(end) : null, total };
  },

  getRun: async (call: Call): Promise<Run> => {
    const { run, runnable } = await find(call);
    return showRun(call.service, run, runnable);
  },

  retryRun: async (call: Call): Promise<RunSummary> => {
    const { run, runnable } = await find(call);
    const { id } = await askFlowService(call, "POST", `/runs/${run.id}/action`, { query: "op=re-trigger" });
    const again = await call.service.entities.find(call.tenant, "runs", String(id));
    call.runner.wake();
    return summarizeRun(again ?? run, runnable);
  },

  cancelRun: async (call: Call): Promise<RunSummary> => {
    const { run, runnable } = await find(call);
    if (statusOf(run.document) === "scheduled" || statusOf(run.document) === "inProgress")
      await end(call, run, runnable);
    else throw new HttpProblem(409, "SAEP-1808", "The run has ended already.", { where: run.id });
    return summarizeRun((await find(call)).run, runnable);
  },
};

/** All flows, or the one that is asked for. */
async function flowsOf({ service, tenant }: Call, flowId: string | undefined): Promise<readonly RunnableFlow[]> {
  if (flowId === undefined) return listFlows(service, tenant);
  const runnable = await findFlow(service, tenant, flowId);
  return runnable === undefined ? [] : [runnable];
}

async function find(call: Call): Promise<{ readonly run: StoredEntity; readonly runnable: RunnableFlow }> {
  const id = call.parameters.id ?? "";
  const run = await call.service.entities.find(call.tenant, "runs", id);
  const runnable = run === undefined ? undefined : await findFlow(call.service, call.tenant, run.parentId);
  if (run === undefined || runnable === undefined) throw nothingHere("This run", id);
  return { run, runnable };
}

/**
 * Written first: the server that carries the run out finds at its next write that it no longer holds it. A run of one's own
 * mapping is handed over to whoever is quickest, who takes back what it had sent.
 */
async function end(call: Call, run: StoredEntity, runnable: RunnableFlow): Promise<void> {
  const { service, holder } = call;
  const etag = service.stamps.etag();
  const isUnderWay = runnable.engine === "own" && statusOf(run.document) === "inProgress";
  const errors = [{ code: "CONNECTOR-1001-500", message: `The run was cancelled by ${holder.name}.` }];
  const metrics = { ...(run.document.metrics as object), statusSummary: { status: "failed", errors } };
  const document = { ...run.document, updatedAt: service.ports.clock.now(), version: etag, etag };
  const next: StoredEntity = isUnderWay
    ? { ...run, etag, document, hidden: { ...run.hidden, cancelled: holder.name, owner: undefined } }
    : { ...run, etag, document: { ...document, metrics } };
  const isWritten = await service.entities.atomically(async (entities) => {
    if (!(await entities.replace(next, run.etag))) return false;
    await noteRun(service, entities, next);
    return true;
  });
  if (!isWritten) {
    throw new HttpProblem(409, "SAEP-1808", "The run is being written at this moment; try again.", { where: run.id });
  }
  call.runner.cancel(run.id);
  call.runner.wake();
  await record(service, holder, "run.cancel", run.id, {});
}
