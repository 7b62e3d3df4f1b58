import type { FlowServiceBackend } from "./backend.ts";
import { openAuth } from "./connections.ts";
import { created, findEntity, newEntity, stateOf } from "./entity-envelope.ts";
import { type FlowServiceRequest, type FlowServiceResponse, isObject } from "./exchange.ts";
import { readResourcePath } from "./explore.ts";
import { catalogueError, invalidSpecId } from "./flow-service-error.ts";
import { readBody, readNames, readSpecReference } from "./read-body.ts";
import { stripeConnectionSpecId } from "./specs.ts";

/** `POST /sourceConnections`: one resource path of one base connection, as JSON. */
export async function createSourceConnection(
  backend: FlowServiceBackend,
  { body: given, caller }: FlowServiceRequest,
  isDraft: boolean,
): Promise<FlowServiceResponse> {
  const body = readBody(given);
  const names = readNames(body, true);
  const spec = readSpecReference(body, "connectionSpec");
  if (spec.id !== stripeConnectionSpecId) throw invalidSpecId();
  if (typeof body.baseConnectionId !== "string" || body.baseConnectionId === "") {
    throw catalogueError("1304-400", { field: "baseConnectionId" });
  }
  readFormat(body.data);
  if (!(isDraft && body.params === undefined)) readResourcePath(body.params);
  const base = await findEntity(backend, caller, "connections", body.baseConnectionId);
  if (!isDraft && stateOf(base) === "draft") throw catalogueError("1421-400", { state: "draft" });
  if (!isDraft) openAuth(backend, base);
  const entity = newEntity(backend, caller, "sourceConnections", {
    document: {
      ...names,
      baseConnectionId: base.id,
      state: isDraft ? "draft" : "enabled",
      data: { format: "json", schema: null, properties: null },
      connectionSpec: spec,
      params: body.params ?? {},
      inheritedAttributes: { baseConnection: { id: base.id, connectionSpec: base.document.connectionSpec } },
    },
  });
  await backend.entities.insert(entity);
  return created(entity);
}

/** `data.format` must be `json`; throws 1304 and 1327-400. */
export function readFormat(data: unknown): void {
  if (!isObject(data)) throw catalogueError("1304-400", { field: "data" });
  const { format } = data;
  if (typeof format !== "string" || format.toLowerCase() !== "json") {
    throw catalogueError("1327-400", { format: JSON.stringify(format ?? null).slice(0, 50) });
  }
}
