import type { StoredEntity } from "../state/flow-entities.ts";
import type { FlowServiceBackend } from "./backend.ts";
import { publishConnection } from "./connections.ts";
import { publishSide } from "./connection-pairs.ts";
import { type Change, changeEntity, findEntity, stateOf } from "./entity-envelope.ts";
import type { Caller, FlowServiceRequest, FlowServiceResponse } from "./exchange.ts";
import { catalogueError } from "./flow-service-error.ts";
import { publishFlow } from "./flows.ts";
import { readQuery, single } from "./query-parameters.ts";

export type ActingCollection = "connections" | "sourceConnections" | "targetConnections" | "flows";

/**
 * `POST /{collection}/{id}/action?op=…`: publish a draft; enable or disable a flow. Operation names are read in any case;
 * `subOp`, which Adobe's OpenAPI wants and its pages never send, is not needed. `If-Match` is optional here.
 */
export async function actOnEntity(
  backend: FlowServiceBackend,
  { caller, query, ifMatch }: FlowServiceRequest,
  collection: ActingCollection,
  id: string,
): Promise<FlowServiceResponse> {
  const operation = readOperation(query);
  const entity = await findEntity(backend, caller, collection, id);
  if (operation === "publish") {
    if (stateOf(entity) !== "draft") throw refusedAction(operation, entity);
    const change = await publish(backend, caller, collection, entity);
    return changeEntity(backend, caller, entity, ifMatch, () => ({ change }));
  }
  if (collection !== "flows") throw catalogueError("1398-400", { operation });
  const wanted = operation === "enable" ? "enabled" : "disabled";
  const from = operation === "enable" ? "disabled" : "enabled";
  if (stateOf(entity) !== from) throw refusedAction(operation, entity);
  return changeEntity(backend, caller, entity, ifMatch, ({ document }) => ({
    change: { document: { ...document, state: wanted } },
  }));
}

/** The `op` of an action, lower case; throws 1402-400 for what only providers may do and 1398-400 for what nobody can. */
function readOperation(query: string): "publish" | "enable" | "disable" {
  const given = single(readQuery(query), "op") ?? "";
  const operation = given.toLowerCase().replaceAll("_", "-");
  if (operation.startsWith("finalize")) throw catalogueError("1402-400");
  if (operation === "publish" || operation === "enable" || operation === "disable") return operation;
  throw catalogueError("1398-400", { operation: given.slice(0, 50) });
}

function publish(
  backend: FlowServiceBackend,
  caller: Caller,
  collection: ActingCollection,
  entity: StoredEntity,
): Promise<Change> {
  if (collection === "connections") return publishConnection(backend, caller, entity);
  if (collection === "flows") return publishFlow(backend, caller, entity);
  return publishSide(backend, caller, collection, entity);
}

function refusedAction(action: string, entity: StoredEntity) {
  return catalogueError("1422-400", { action, state: stateOf(entity) });
}
