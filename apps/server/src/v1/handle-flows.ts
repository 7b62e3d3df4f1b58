import { type ResourceName, resourceNames } from "@stripe-aep/core";
import type { StoredEntity } from "@stripe-aep/core/flow-service";
import type {
  DatasetKind,
  Estimate,
  EstimateInput,
  FieldRow,
  Flow,
  FlowInput,
  FlowSchedule,
  Mapping,
  MappingInput,
  MappingJudgement,
  Operation,
  Page,
  RunSummary,
  SetUpInput,
} from "@stripe-aep/core/service-api";
import { systemCaller } from "../flows/order-due-runs.ts";
import { provisionFor } from "../flows/provision.ts";
import { findFlow, type RunnableFlow } from "../flows/flow-view.ts";
import { datasetsOf } from "../flows/generated-connectors.ts";
import { summarizeRun } from "../flows/run-view.ts";
import { HttpProblem, nothingHere } from "../http/problem-details.ts";
import { orderRun, readOptions } from "@stripe-aep/core/flow-service";
import { askFlowService, type Call, pageOf } from "./call.ts";
import { estimateSchedule } from "./estimate-schedule.ts";
import { fieldTable, generatedMapping } from "./field-table.ts";
import { findEntity } from "./find-entity.ts";
import { joinProfile } from "./join-profile.ts";
import { makeGeneratedFlow, refuseSecond } from "./make-generated-flow.ts";
import { makeOwnFlow } from "./make-own-flow.ts";
import { judgeOwnMapping } from "./judge-own-mapping.ts";
import { tellChanged } from "./handle-connections.ts";
import type { Acting, Work } from "./run-operation.ts";
import { showFlow, showFlows } from "./show-flow.ts";

/** Dataflows and their mappings. */
export const flowHandlers = {
  listFlows: async (call: Call): Promise<Page<Flow>> => {
    const flows = await showFlows(call.service, call.tenant);
    const { resource, connectionId, state } = call.query;
    const matching = flows.filter(
      (flow) =>
        (resource === undefined || flow.resource === resource) &&
        (connectionId === undefined || flow.connectionId === connectionId) &&
        (state === undefined || flow.state === state),
    );
    return pageOf(matching, call.query);
  },

  createFlow: async (call: Call): Promise<Flow> => {
    const input = call.body as unknown as FlowInput;
    const connection = await findConnection(call, input.connectionId);
    if (input.own === undefined) {
      // What cannot be is refused before anything is made.
      readOptions(input);
      await refuseSecond(call, connection, input.resource);
      const ready = input.profile === true ? await joinProfile(call, connection, input.resource) : connection;
      await provisionFor(call, ready, () => undefined);
      const flow = await makeGeneratedFlow(call, ready, input.resource, input);
      return shown(call, flow.id);
    }
    const id = await makeOwnFlow(call, connection, input, input.own);
    tellChanged(call, "flows");
    return shown(call, id);
  },

  setUp: async (call: Call): Promise<Operation> => {
    const input = call.body as unknown as SetUpInput;
    await findConnection(call, input.connectionId);
    const schedule = input.schedule ?? everyHalfHour(call);
    const resources = input.resources ?? resourceNames.filter((name) => datasetsOf(call.service, name).length > 0);
    return call.operations.start(call, "set-up", { connectionId: input.connectionId, resources, schedule });
  },

  getFlow: async (call: Call): Promise<Flow> => shown(call, call.parameters.id ?? ""),

  enableFlow: async (call: Call): Promise<Flow> => act(call, "enable"),
  disableFlow: async (call: Call): Promise<Flow> => act(call, "disable"),

  runFlow: async (call: Call): Promise<RunSummary> => {
    const runnable = await findRunnable(call);
    const now = call.service.ports.clock.now();
    const { coveredUntil = 0 } = (runnable.flow.hidden.schedule ?? {}) as { coveredUntil?: number };
    const end = Math.floor(now / 1000) * 1000;
    const order = { notBefore: now, window: { start: coveredUntil, end: Math.max(end, coveredUntil) }, oneTime: false };
    const run = await orderRun(call.service.backend, systemCaller(runnable.flow), runnable.flow, order);
    call.runner.wake();
    return summarizeRun(run, runnable);
  },

  deleteFlow: async (call: Call): Promise<void> => {
    const { flow } = await findRunnable(call);
    await askFlowService(call, "DELETE", `/flows/${flow.id}`);
    tellChanged(call, "flows");
  },

  getMapping: async (call: Call): Promise<Mapping> => {
    const { dataset = "" } = call.parameters;
    const resource = resourceOf(call.parameters.resource);
    const rows = await generatedMapping(call, resource, dataset);
    if (rows === undefined) throw nothingHere("This dataset", dataset);
    return { resource, dataset: dataset as DatasetKind, rows };
  },

  judgeMapping: async (call: Call): Promise<MappingJudgement> =>
    judgeOwnMapping(call.service, call.tenant, call.body as unknown as MappingInput),

  estimate: async (call: Call): Promise<Estimate> => {
    const input = call.body as unknown as EstimateInput;
    return estimateSchedule(call.service, await findConnection(call, input.connectionId), input);
  },

  listFields: async (call: Call): Promise<Page<FieldRow>> => {
    const words = (call.query.search ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const rows = (await fieldTable(call.service)).filter(
      (row) => call.query.resource === undefined || row.resource === call.query.resource,
    );
    const text = (row: FieldRow): string =>
      `${row.path} ${row.xdmPath ?? ""} ${row.documentation} ${row.rule}`.toLowerCase();
    return pageOf(
      words.length === 0 ? rows : rows.filter((row) => words.every((word) => text(row).includes(word))),
      call.query,
    );
  },
};

/** Makes the flows that are not there yet, with what they need at the platform. */
export const setUp: Work = async (acting, input, progress) => {
  const { connectionId, resources, schedule } = input as unknown as Required<SetUpInput>;
  const connection = await findConnection(acting, connectionId);
  await provisionFor(acting, connection, (message) => progress.step(message));
  const flowIds: string[] = [];
  for (const resource of resources) {
    progress.signal.throwIfAborted();
    const name = `Stripe ${resource.replaceAll("_", " ")}`;
    const flow = await makeGeneratedFlow(acting, connection, resource, { name, schedule });
    flowIds.push(flow.id);
    progress.step(`Dataflow ${name} is ready.`);
    progress.done(flowIds.length, resources.length);
  }
  tellChanged(acting, "flows");
  acting.runner.wake();
  return { flowIds };
};

/** At 15 minutes, polling alone passes the 10,000 reads a month that Stripe grants the smallest account. */
const HALF_HOUR_IN_MINUTES = 30;

function everyHalfHour(call: Call): FlowSchedule {
  const startsAt = Math.floor(call.service.ports.clock.now() / 1000) * 1000;
  return { frequency: "minute", interval: HALF_HOUR_IN_MINUTES, startsAt, backfill: true };
}

function resourceOf(name: string | undefined): ResourceName {
  const found = resourceNames.find((resource) => resource === name);
  if (found === undefined) throw nothingHere("This resource", name);
  return found;
}

async function findConnection(call: Pick<Acting, "service" | "tenant">, id: string): Promise<StoredEntity> {
  const found = await findEntity(call, "connections", id);
  if (found.document.state !== "enabled")
    throw new HttpProblem(409, "SAEP-1808", "The connection is not enabled.", { where: id });
  return found;
}

async function findRunnable(call: Call): Promise<RunnableFlow> {
  const id = call.parameters.id ?? "";
  const runnable = await findFlow(call.service, call.tenant, id);
  if (runnable === undefined) throw nothingHere("This dataflow", id);
  return runnable;
}

async function shown(call: Call, id: string): Promise<Flow> {
  const flow = await call.service.entities.find(call.tenant, "flows", id);
  const found = flow === undefined ? undefined : await showFlow(call.service, flow);
  if (found === undefined) throw nothingHere("This dataflow", id);
  return found;
}

async function act(call: Call, operation: "enable" | "disable"): Promise<Flow> {
  const { flow } = await findRunnable(call);
  await askFlowService(call, "POST", `/flows/${flow.id}/action`, { query: `op=${operation}` });
  tellChanged(call, "flows");
  return shown(call, flow.id);
}
