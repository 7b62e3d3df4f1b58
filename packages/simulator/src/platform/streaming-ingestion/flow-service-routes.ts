import type { SimulatedResponse } from "../../request.ts";
import { empty, json, objectBody, parsedBody, Refusal } from "../exchange.ts";
import { isObject, objectIn, textIn, valueAt, type JsonObject } from "../json.ts";
import type { Call, Route } from "../router.ts";
import type { Services } from "../services.ts";
import {
  firstId,
  LAKE_SPEC,
  MAPPED_FLOW_SPEC,
  mappingOf,
  PLAIN_FLOW_SPEC,
  STREAMING_SPEC,
  type FlowCollection,
  type FlowEntity,
} from "./inlets.ts";

const BASE = "/data/foundation/flowservice";
const collections: readonly FlowCollection[] = ["connections", "sourceConnections", "targetConnections", "flows"];

/** An error of Flow Service: the text twice, and the code of its catalogue beside it. */
function flowRefusal(status: number, text: string, code?: string): Refusal {
  return new Refusal(status, {
    errorMessage: text,
    errorDetails: text,
    ...(code === undefined ? {} : { errorCode: code }),
  });
}

/** The calls of Flow Service that a streaming connection needs: create, list, look up, rename, delete. */
export function flowServiceRoutes(services: Services): Route[] {
  return collections.flatMap((collection): Route[] => {
    const path = `${BASE}/${collection}`;
    return [
      {
        method: "GET",
        path,
        permission: "View Sources",
        answer: (call) => json(200, listEntities(collection, call, services)),
      },
      {
        method: "POST",
        path,
        permission: "Manage Sources",
        answer: (call) => createEntity(collection, call, services),
      },
      {
        method: "GET",
        path: `${path}/{id}`,
        permission: "View Sources",
        answer: (call) => json(200, { items: [entityView(findEntity(collection, call), call, services)] }),
      },
      {
        method: "PATCH",
        path: `${path}/{id}`,
        permission: "Manage Sources",
        answer: (call) => renameEntity(collection, call, services),
      },
      {
        method: "DELETE",
        path: `${path}/{id}`,
        permission: "Manage Sources",
        answer: (call) => deleteEntity(collection, call),
      },
    ];
  });
}

function findEntity(collection: FlowCollection, call: Call): FlowEntity {
  const id = call.parameters.id ?? "";
  const entity = call.sandbox.flows.find(collection, id);
  if (entity !== undefined) return entity;
  throw flowRefusal(404, `${collection} not found with id = [${id}]`);
}

function listEntities(collection: FlowCollection, call: Call, services: Services): JsonObject {
  const filters = call.request.query.getAll("property").map((text) => text.split("==") as [string, string?]);
  const items = call.sandbox.flows
    .of(collection)
    .map((entity) => entityView(entity, call, services))
    .filter((view) =>
      filters.every(([path, value]) => valueAt(view, path.replaceAll("[]", ".0")) === value?.replaceAll('"', "")),
    );
  return { items, _links: {} };
}

/** What must hold of a new entity of each collection, and what it brings with it. */
const rules: Readonly<Record<FlowCollection, (body: JsonObject, call: Call) => void>> = {
  connections: (body) => {
    checkSpec(body, STREAMING_SPEC);
    const type = textIn(objectIn(objectIn(body, "auth") ?? {}, "params") ?? {}, "dataType");
    if (type !== "xdm" && type !== "raw")
      throw flowRefusal(400, "The mandatory field auth.params.dataType is not provided.", "1304-400");
  },
  sourceConnections: (body, call) => {
    checkSpec(body, STREAMING_SPEC);
    const base = textIn(body, "baseConnectionId") ?? "";
    if (call.sandbox.flows.find("connections", base) === undefined)
      throw flowRefusal(404, `connections not found with id = [${base}]`);
  },
  targetConnections: (body, call) => {
    checkSpec(body, LAKE_SPEC);
    const dataset = textIn(objectIn(body, "params") ?? {}, "dataSetId");
    if (dataset === undefined)
      throw flowRefusal(400, "The field dataSetId is missing in the target connection.", "1325-400");
    if (!call.sandbox.catalog.datasets.has(dataset))
      throw flowRefusal(400, `The dataset ${dataset} was not found.`, "1325-400");
  },
  flows: (body, call) => {
    const spec = textIn(objectIn(body, "flowSpec") ?? {}, "id") ?? "";
    if (spec !== PLAIN_FLOW_SPEC && spec !== MAPPED_FLOW_SPEC)
      throw new Refusal(400, { message: "Please provide a valid spec id" });
    for (const [member, collection] of [
      ["sourceConnectionIds", "sourceConnections"],
      ["targetConnectionIds", "targetConnections"],
    ] as const) {
      const ids = body[member];
      if (!Array.isArray(ids) || ids.length !== 1)
        throw flowRefusal(400, `${member} must have length one.`, "1321-400");
      const id = firstId(ids);
      if (call.sandbox.flows.find(collection, id) === undefined)
        throw flowRefusal(404, `${collection} not found with id = [${id}]`);
    }
    const mapping = mappingOf(body);
    if (spec === MAPPED_FLOW_SPEC && (mapping === undefined || !call.sandbox.mappingSets.has(mapping))) {
      throw flowRefusal(400, "The mapping transformation is missing.", "1328-400");
    }
  },
};

function checkSpec(body: JsonObject, wanted: string): void {
  const spec = objectIn(body, "connectionSpec") ?? {};
  if (textIn(spec, "id") !== wanted) throw new Refusal(400, { message: "Please provide a valid spec id" });
  if (textIn(spec, "version") === undefined)
    throw flowRefusal(422, "connectionSpec.version 'version' is required for spec info");
}

function createEntity(collection: FlowCollection, call: Call, services: Services): SimulatedResponse {
  const body = objectBody(call.request, () =>
    flowRefusal(
      400,
      "The request body cannot be null or empty. Please provide a request body and try again.",
      "1405-400",
    ),
  );
  if (textIn(body, "name") === undefined)
    throw flowRefusal(400, "The mandatory field name is not provided.", "1304-400");
  rules[collection](body, call);
  const now = services.clock.now();
  const entity: FlowEntity = {
    id: services.ids.uuid(),
    collection,
    body,
    created: now,
    updated: now,
    etag: services.ids.entityTag(),
    client: call.client,
  };
  call.sandbox.flows.entities.set(entity.id, entity);
  if (collection === "connections") openInlet(entity, call, services);
  return json(201, { id: entity.id, etag: entity.etag });
}

function openInlet(entity: FlowEntity, call: Call, services: Services): void {
  const parameters = objectIn(objectIn(entity.body, "auth") ?? {}, "params") ?? {};
  const id = services.ids.hex(64);
  call.sandbox.flows.inlets.set(id, {
    id,
    connectionId: entity.id,
    authenticationRequired: parameters.authenticationRequired === true,
    dataType: parameters.dataType === "raw" ? "raw" : "xdm",
  });
}

function entityView(entity: FlowEntity, call: Call, services: Services): JsonObject {
  const user = `${entity.client}@AdobeID`;
  const inlet = call.sandbox.flows.inletOf(entity.id);
  const auth = objectIn(entity.body, "auth") ?? {};
  const inletParameters =
    inlet === undefined ? {} : { inletId: inlet.id, inletUrl: `${collectionHost(call)}/collection/${inlet.id}` };
  return {
    id: entity.id,
    createdAt: entity.created,
    updatedAt: entity.updated,
    createdBy: user,
    updatedBy: user,
    createdClient: entity.client,
    updatedClient: entity.client,
    sandboxId: call.sandbox.id,
    sandboxName: call.sandbox.name,
    imsOrgId: services.settings.imsOrg,
    ...entity.body,
    ...(inlet === undefined ? {} : { auth: { ...auth, params: { ...objectIn(auth, "params"), ...inletParameters } } }),
    state: "enabled",
    version: entity.etag,
    etag: entity.etag,
  };
}

/** Where messages are posted: the host that is being talked to, or Adobe's if there is none. */
function collectionHost(call: Call): string {
  const { host } = call.request.headers;
  return host === undefined || host.endsWith("adobe.io") ? "https://dcs.adobedc.net" : `http://${host}`;
}

function checkEtag(entity: FlowEntity, call: Call): void {
  const given = call.request.headers["if-match"];
  if (given === undefined) {
    throw flowRefusal(
      400,
      "The header 'If-Match' is missing in the request. Please provide the header and try again.",
      "1403-400",
    );
  }
  if (given !== entity.etag) {
    throw flowRefusal(
      412,
      `Supplied version=[${JSON.stringify(given)}] does not match the current version on entity=[${JSON.stringify(entity.etag)}]`,
      "1404-412",
    );
  }
}

/** PATCH of the name and the description; the rest of a streaming connection does not change. */
function renameEntity(collection: FlowCollection, call: Call, services: Services): SimulatedResponse {
  const entity = findEntity(collection, call);
  checkEtag(entity, call);
  const patch = parsedBody(call.request);
  if (!Array.isArray(patch))
    throw flowRefusal(400, "An error has occurred while validating patch instructions.", "1455-400");
  for (const operation of patch as unknown[]) {
    const path = isObject(operation) ? String(operation.path) : "";
    if (!isObject(operation) || !["/name", "/description"].includes(path)) {
      throw flowRefusal(400, `The path ${path} provided in ops is invalid.`, "1365-400");
    }
    entity.body = { ...entity.body, [path.slice(1)]: operation.value };
  }
  entity.updated = services.clock.now();
  entity.etag = services.ids.entityTag();
  return json(200, { id: entity.id, etag: entity.etag });
}

function deleteEntity(collection: FlowCollection, call: Call): SimulatedResponse {
  const entity = findEntity(collection, call);
  const { flows } = call.sandbox;
  const quoted = JSON.stringify(entity.id);
  const user = [...flows.entities.values()].find(
    (other) => other.id !== entity.id && JSON.stringify(other.body).includes(quoted),
  );
  if (user !== undefined) {
    const text =
      collection === "connections"
        ? `The base connection with the ID ${entity.id} cannot be deleted because the base connection is being used in one or more flows. Please ensure that corresponding flows are deleted before deleting a base connection.`
        : `Found active flows containing id ${entity.id}.`;
    throw flowRefusal(400, text, collection === "connections" ? "1418-400" : "1447-400");
  }
  flows.entities.delete(entity.id);
  const inlet = flows.inletOf(entity.id);
  if (inlet !== undefined) flows.inlets.delete(inlet.id);
  return empty(204);
}
