import { json, parsedBody } from "../exchange.ts";
import type { JsonObject } from "../json.ts";
import type { Call, Route } from "../router.ts";
import type { Services } from "../services.ts";
import { acceptedView } from "./accept.ts";
import { exportResource, importResources } from "./export-import.ts";
import { registryTime } from "./registry-errors.ts";
import { resourceType, type RegistryResource } from "./resource.ts";
import { classOf, resourceSummary, resourceView } from "./resource-view.ts";
import { checkMediaType, notFound, ownerOf, REGISTRY_BASE } from "./resource-routes.ts";
import { sampleOf } from "./sample-data.ts";
import { unionsOf } from "./unions.ts";

const RECENT = 10;

/** `/stats` and the remote procedure calls: sample data, export, import, audit log. */
export function rpcRoutes(services: Services): Route[] {
  const permission = "View Schemas";
  const rpc = `${REGISTRY_BASE}/rpc`;
  return [
    { method: "GET", path: `${REGISTRY_BASE}/stats`, permission, answer: (call) => json(200, stats(call, services)) },
    {
      method: "GET",
      path: `${rpc}/sampledata/{id}`,
      permission,
      answer: (call) => {
        acceptedView(call.request, "lookup", services.registryErrors);
        return json(200, sampleOf(call.sandbox.registry.merged(anyResource(call, services))));
      },
    },
    {
      method: "GET",
      path: `${rpc}/export/{id}`,
      permission,
      answer: (call) => json(200, exportResource(anyResource(call, services), call, services)),
    },
    {
      method: "POST",
      path: `${rpc}/import`,
      permission: "Manage Schemas",
      answer: (call) => {
        checkMediaType(call, services);
        const created = importResources(parsedBody(call.request), call, services);
        const owner = ownerOf(call, services);
        return json(
          200,
          created.map((resource) => resourceView(resource, "xed", call.sandbox.registry, owner)),
        );
      },
    },
    { method: "GET", path: `${rpc}/auditlog/{id}`, permission, answer: (call) => json(200, auditLog(call, services)) },
  ];
}

function anyResource(call: Call, services: Services): RegistryResource {
  const id = call.parameters.id ?? "";
  const resource = call.sandbox.registry.find(id);
  if (resource !== undefined) return resource;
  throw notFound("schemas", id, services);
}

function stats(call: Call, services: Services): JsonObject {
  const { registry } = call.sandbox;
  const tenant = registry.tenantResources();
  const count = (kind: RegistryResource["kind"]): number => registry.list("tenant", kind).length;
  const newest = (time: "created" | "modified"): JsonObject[] =>
    tenant
      .toSorted((first, second) => second[time] - first[time])
      .slice(0, RECENT)
      .map(resourceSummary);
  return {
    imsOrg: services.settings.imsOrg,
    tenantId: services.settings.tenantId,
    counts: {
      schemas: count("schemas"),
      mixins: count("fieldgroups"),
      datatypes: count("datatypes"),
      classes: count("classes"),
      unions: unionsOf(registry).length,
    },
    recentlyCreatedResources: newest("created"),
    recentlyUpdatedResources: newest("modified"),
    classUsage: classUsage(call),
  };
}

function classUsage(call: Call): JsonObject[] {
  const { registry } = call.sandbox;
  const usage = new Map<string, { classResource: RegistryResource; schemas: RegistryResource[] }>();
  for (const schema of registry.list("tenant", "schemas")) {
    const classResource = classOf(schema, registry);
    if (classResource === undefined) continue;
    const entry = usage.get(classResource.id) ?? { classResource, schemas: [] };
    entry.schemas.push(schema);
    usage.set(classResource.id, entry);
  }
  return [...usage.values()].map(({ classResource, schemas }) => ({
    $id: classResource.id,
    title: classResource.body.title,
    numberOfSchemas: schemas.length,
    schemas: schemas.map(({ id, altId, body }) => ({
      $id: id,
      "meta:altId": altId,
      title: body.title,
      description: body.description,
    })),
  }));
}

function auditLog(call: Call, services: Services): JsonObject[] {
  const resource = call.sandbox.registry.find(call.parameters.id ?? "");
  const id = resource?.id ?? call.parameters.id;
  const entries = call.sandbox.registry.auditLog.filter(({ resourceId }) => resourceId === id);
  if (entries.length === 0 && resource === undefined) throw notFound("schemas", id ?? "", services);
  return entries.toReversed().map((entry) => ({
    id: entry.resourceId,
    updatedUser: `${entry.client}@techacct.adobe.com`,
    imsOrg: services.settings.imsOrg,
    updatedTime: registryTime(entry.time),
    requestId: entry.id,
    clientId: entry.client,
    sandBoxId: call.sandbox.id,
    updates: entry.updates.map((update) => ({ id: entry.resourceId, xdmType: resourceType(entry.kind), ...update })),
  }));
}
