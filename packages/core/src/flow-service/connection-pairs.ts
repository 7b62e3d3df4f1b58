import type { FlowServiceBackend } from "./backend.ts";
import { idsOf } from "./connections.ts";
import { changeEntity, etagOf, findEntity, stateOf, updateOperation } from "./entity-envelope.ts";
import { requireIfMatch } from "./etag.ts";
import {
  type Caller,
  type FlowServiceRequest,
  type FlowServiceResponse,
  isObject,
  type JsonObject,
  tenantOf,
} from "./exchange.ts";
import { readResourcePath } from "./explore.ts";
import { catalogueError } from "./flow-service-error.ts";
import { applyOperations, readOperations, refuseOtherPaths } from "./patch-entity.ts";
import { readNames } from "./read-body.ts";
import { readFormat } from "./source-connections.ts";
import { readTarget } from "./target-connections.ts";
import type { StoredEntity } from "../state/flow-entities.ts";

type Side = "sourceConnections" | "targetConnections";

const patchable = ["/name", "/description", "/params", "/data", "/connectionSpec"];

/**
 * `PATCH /sourceConnections/{id}` and `/targetConnections/{id}`. Under a flow only names may change: Adobe says that other
 * changes "will not be reflected" in it, which here is refused instead of being silently without effect.
 */
export async function patchSide(
  backend: FlowServiceBackend,
  { body, caller, ifMatch }: FlowServiceRequest,
  side: Side,
  id: string,
): Promise<FlowServiceResponse> {
  const entity = await findEntity(backend, caller, side, id);
  requireIfMatch(ifMatch, etagOf(entity));
  const operations = readOperations(body);
  refuseOtherPaths(operations, patchable);
  if (operations.some(({ path }) => path.startsWith("/connectionSpec"))) throw catalogueError("1414-400");
  const touchesData = operations.some(({ path }) => /^\/(params|data)/.test(path));
  if (touchesData && (await isUsed(backend, caller, side, id))) throw catalogueError("1447-400", { id });
  const patched = applyOperations(entity.document, operations);
  const document = { ...patched, ...readNames(patched, side === "sourceConnections") };
  if (stateOf(entity) !== "draft") checkSide(side, document);
  return changeEntity(backend, caller, entity, ifMatch, () => ({
    change: { document },
    lastOperation: updateOperation(backend, operations),
  }));
}

function checkSide(side: Side, document: JsonObject): void {
  if (side === "targetConnections") {
    readTarget(document, false);
    return;
  }
  readFormat(document.data);
  readResourcePath(document.params);
}

/** `DELETE`: refused while a flow uses it. */
export async function deleteSide(
  backend: FlowServiceBackend,
  caller: Caller,
  side: Side,
  id: string,
): Promise<FlowServiceResponse> {
  await findEntity(backend, caller, side, id);
  if (await isUsed(backend, caller, side, id)) throw catalogueError("1447-400", { id });
  await backend.entities.remove(tenantOf(caller), side, id);
  return { status: 204 };
}

async function isUsed(backend: FlowServiceBackend, caller: Caller, side: Side, id: string): Promise<boolean> {
  const member = side === "sourceConnections" ? "sourceConnectionIds" : "targetConnectionIds";
  const flows = await backend.entities.list(tenantOf(caller), "flows");
  return flows.some(({ document }) => idsOf(document[member]).includes(id));
}

/** `action?op=publish` of a draft: its parent must be published before it. */
export async function publishSide(
  backend: FlowServiceBackend,
  caller: Caller,
  side: Side,
  entity: StoredEntity,
): Promise<{ readonly document: JsonObject }> {
  checkSide(side, entity.document);
  if (side === "sourceConnections") {
    const base = await findEntity(backend, caller, "connections", String(entity.document.baseConnectionId));
    if (stateOf(base) === "draft") throw catalogueError("1421-400", { state: "draft" });
  }
  const data = isObject(entity.document.data) ? entity.document.data : {};
  return { document: { ...entity.document, data, state: "enabled" } };
}
