import type { StoredEntity } from "../state/flow-entities.ts";
import type { FlowServiceBackend } from "./backend.ts";
import { idsOf } from "./connections.ts";
import { changeEntity, created, etagOf, findEntity, newEntity, stateOf, updateOperation } from "./entity-envelope.ts";
import { requireIfMatch } from "./etag.ts";
import {
  type Caller,
  type FlowServiceRequest,
  type FlowServiceResponse,
  isObject,
  type JsonObject,
  tenantOf,
} from "./exchange.ts";
import { catalogueError } from "./flow-service-error.ts";
import { readOptions, readTransformation } from "./flow-parts.ts";
import { validateFlow } from "./validate-flow.ts";
import { applyOperations, type PatchOperation, readOperations, refuseOtherPaths } from "./patch-entity.ts";
import { readBody, readNames, readSpecReference } from "./read-body.ts";
import { parseSchedule, refusePastStart } from "./schedule-params.ts";
import { restFlowSpecId } from "./specs.ts";

/** `POST /flows`: everything is checked before anything is kept. */
export async function createFlow(
  backend: FlowServiceBackend,
  { body: given, caller }: FlowServiceRequest,
  isDraft: boolean,
): Promise<FlowServiceResponse> {
  const body = readBody(given);
  if (body.state !== undefined) throw catalogueError("1410-400");
  const flowSpec = readSpecReference(body, "flowSpec");
  if (flowSpec.id !== restFlowSpecId) throw catalogueError("1413-400");
  const names = readNames(body, true);
  const content: JsonObject = {
    ...names,
    flowSpec,
    sourceConnectionIds: idsOf(body.sourceConnectionIds),
    targetConnectionIds: idsOf(body.targetConnectionIds),
    transformations: Array.isArray(body.transformations) ? body.transformations : [],
    ...(body.scheduleParams === undefined ? {} : { scheduleParams: body.scheduleParams }),
    options: { ...readOptions(body.options), isSampleDataflow: false },
  };
  if (!isDraft) await checkWhole(backend, caller, content);
  const entity = newEntity(backend, caller, "flows", {
    document: { ...content, state: isDraft ? "draft" : "enabled", labels: [] },
    hidden: {},
  });
  await backend.entities.insert({ ...entity, document: await withReferences(backend, caller, entity) });
  return created(entity);
}

/** Flow and schedule as they must be to run; the start may not lie in the past. */
async function checkWhole(backend: FlowServiceBackend, caller: Caller, content: JsonObject): Promise<void> {
  await validateFlow(backend, caller, content);
  refusePastStart(parseSchedule(content.scheduleParams), backend.stamps.now(), backend.startGrace);
}

/** The read-only members that say what a flow is connected to. */
async function withReferences(backend: FlowServiceBackend, caller: Caller, flow: StoredEntity): Promise<JsonObject> {
  const { entities } = backend;
  const tenant = tenantOf(caller);
  const [sourceId = ""] = idsOf(flow.document.sourceConnectionIds);
  const [targetId = ""] = idsOf(flow.document.targetConnectionIds);
  const source = await entities.find(tenant, "sourceConnections", sourceId);
  const target = await entities.find(tenant, "targetConnections", targetId);
  const baseConnection = isObject(source?.document.inheritedAttributes)
    ? source.document.inheritedAttributes.baseConnection
    : undefined;
  return {
    ...flow.document,
    inheritedAttributes: {
      properties: { isSourceFlow: true },
      sourceConnections:
        source === undefined ? [] : [{ id: sourceId, connectionSpec: source.document.connectionSpec, baseConnection }],
      targetConnections: target === undefined ? [] : [{ id: targetId, connectionSpec: target.document.connectionSpec }],
    },
    runs: `/runs?property=flowId==${flow.id}`,
    providerRefId: backend.stamps.id(),
    recordTypes: [{ type: "record", extensions: {} }],
  };
}

const patchable = ["/name", "/description", "/scheduleParams", "/transformations", "/options"];

/** `PATCH /flows/{id}`: names, schedule, mapping and options, by Adobe's rules of what a started flow may change. */
export async function patchFlow(
  backend: FlowServiceBackend,
  { body, caller, ifMatch }: FlowServiceRequest,
  id: string,
): Promise<FlowServiceResponse> {
  const flow = await findEntity(backend, caller, "flows", id);
  requireIfMatch(ifMatch, etagOf(flow));
  const operations = readOperations(body);
  const isDraft = stateOf(flow) === "draft";
  refuseOtherPaths(operations, isDraft ? [...patchable, "/sourceConnectionIds", "/targetConnectionIds"] : patchable);
  const patched = applyOperations(flow.document, operations);
  const document: JsonObject = {
    ...patched,
    ...readNames(patched, true),
    options: { ...readOptions(patched.options), isSampleDataflow: false },
    sourceConnectionIds: idsOf(patched.sourceConnectionIds),
    targetConnectionIds: idsOf(patched.targetConnectionIds),
  };
  if (!isDraft) {
    checkSchedule(backend, flow.document, document, operations);
    if (operations.some(({ path }) => path.startsWith("/transformations"))) {
      readTransformation(document);
      await validateFlow(backend, caller, document);
    }
  }
  const withLinks = isDraft ? await withReferences(backend, caller, { ...flow, document }) : document;
  return changeEntity(backend, caller, flow, ifMatch, () => ({
    change: { document: withLinks },
    lastOperation: updateOperation(backend, operations),
  }));
}

/** What may no longer change once the scheduled start has passed, for enabled and disabled flows alike. */
function checkSchedule(
  backend: FlowServiceBackend,
  before: JsonObject,
  after: JsonObject,
  operations: readonly PatchOperation[],
): void {
  if (!operations.some(({ path }) => path.startsWith("/scheduleParams"))) return;
  const current = parseSchedule(before.scheduleParams);
  const next = parseSchedule(after.scheduleParams);
  if (backend.stamps.now() < current.startsAt) {
    refusePastStart(next, backend.stamps.now(), backend.startGrace);
    return;
  }
  if (current.frequency === "once" || next.startsAt !== current.startsAt) throw catalogueError("1366-400");
  if (next.frequency === "once") throw catalogueError("1403-400 (sources)");
  if (next.backfill !== current.backfill) throw catalogueError("1404-400 (sources)");
}

/** `DELETE /flows/{id}`: its connections stay. */
export async function deleteFlow(
  backend: FlowServiceBackend,
  caller: Caller,
  id: string,
): Promise<FlowServiceResponse> {
  const flow = await findEntity(backend, caller, "flows", id);
  await backend.entities.remove(tenantOf(caller), "flows", flow.id);
  return { status: 204 };
}

/** `action?op=publish` of a draft flow: now it must be whole. */
export async function publishFlow(
  backend: FlowServiceBackend,
  caller: Caller,
  flow: StoredEntity,
): Promise<{ readonly document: JsonObject }> {
  await checkWhole(backend, caller, flow.document);
  return { document: { ...(await withReferences(backend, caller, flow)), state: "enabled" } };
}
