import { empty, json, mediaType, objectBody, parsedBody } from "../exchange.ts";
import type { JsonObject } from "../json.ts";
import type { Call, Route } from "../router.ts";
import type { Services } from "../services.ts";
import { acceptedView } from "./accept.ts";
import { deleteResource, patchResource, replaceResource } from "./change-resource.ts";
import { createResource } from "./create-resource.ts";
import { pageOf } from "./list-query.ts";
import type { RegistryResource, ResourceKind } from "./resource.ts";
import { resourceSummary, resourceView, type Owner } from "./resource-view.ts";

export const REGISTRY_BASE = "/data/foundation/schemaregistry";

/** The path names of the kinds; `mixins` is the old name of field groups. */
const kindsByPath: Readonly<Record<string, ResourceKind>> = {
  schemas: "schemas",
  classes: "classes",
  fieldgroups: "fieldgroups",
  mixins: "fieldgroups",
  datatypes: "datatypes",
  behaviors: "behaviors",
};

/** Codes of "resource not found" by kind. */
const notFoundCodes: Readonly<Record<ResourceKind, string>> = {
  behaviors: "XDM-1010-404",
  classes: "XDM-1011-404",
  schemas: "XDM-1012-404",
  fieldgroups: "XDM-1013-404",
  datatypes: "XDM-1014-404",
};

export function ownerOf(call: Call, services: Services): Owner {
  return { settings: services.settings, sandboxId: call.sandbox.id, sandboxType: call.sandbox.type };
}

/** Throws 415 unless the body says it is JSON. The Registry takes even JSON Patch only as `application/json`. */
export function checkMediaType(call: Call, services: Services): void {
  const given = mediaType(call.request);
  if (given === "application/json") return;
  throw services.registryErrors.error(
    "XDM-1002-415",
    "Unsupported Media Type",
    `Content type '${given}' not supported. Supported content type: application/json`,
  );
}

/** Lists, look-ups and changes of schemas, classes, field groups, data types and behaviours. */
export function resourceRoutes(services: Services): Route[] {
  const routes: Route[] = [];
  for (const [path, kind] of Object.entries(kindsByPath)) {
    for (const container of kind === "behaviors" ? (["global"] as const) : (["global", "tenant"] as const)) {
      routes.push(...readRoutes(`${REGISTRY_BASE}/${container}/${path}`, container, kind, services));
    }
    if (kind !== "behaviors") routes.push(...writeRoutes(`${REGISTRY_BASE}/tenant/${path}`, kind, services));
  }
  return routes;
}

function readRoutes(path: string, container: "global" | "tenant", kind: ResourceKind, services: Services): Route[] {
  const permission = "View Schemas";
  return [
    { method: "GET", path, permission, answer: (call) => json(200, listAnswer(call, container, kind, services)) },
    {
      method: "GET",
      path: `${path}/{id}`,
      permission,
      answer: (call) => {
        const { view } = acceptedView(call.request, "lookup", services.registryErrors);
        const resource = findResource(call, kind, services);
        return json(200, resourceView(resource, view, call.sandbox.registry, ownerOf(call, services)), {
          etag: `"${resource.eTag}"`,
          "content-type": `application/vnd.adobe.${view}+json;version=1`,
        });
      },
    },
  ];
}

function listAnswer(call: Call, container: "global" | "tenant", kind: ResourceKind, services: Services): JsonObject {
  const { view } = acceptedView(call.request, "list", services.registryErrors);
  const { registry } = call.sandbox;
  const owner = ownerOf(call, services);
  const full = (resource: RegistryResource): JsonObject => resourceView(resource, "xed", registry, owner);
  const page = pageOf(registry.list(container, kind), call.request.query, full);
  const results = page.items.map(view.endsWith("-id") ? resourceSummary : full);
  return {
    results,
    _page: { orderby: page.orderby, next: page.next, count: results.length },
    _links: {
      next: page.next === null ? null : { href: nextHref(call, page.next) },
      ...(container === "tenant" && kind !== "behaviors" ? { [`global_${kind}`]: { href: globalHref(kind) } } : {}),
    },
  };
}

function globalHref(kind: ResourceKind): string {
  return `https://platform.adobe.io${REGISTRY_BASE}/global/${kind}`;
}

export function nextHref(call: Call, next: string | number): string {
  const query = new URLSearchParams(call.request.query);
  query.set("start", String(next));
  if (!query.has("orderby")) query.set("orderby", "updated");
  return `/${call.request.segments.join("/")}?${query.toString()}`;
}

function writeRoutes(path: string, kind: Exclude<ResourceKind, "behaviors">, services: Services): Route[] {
  const permission = "Manage Schemas";
  const show = (call: Call, resource: RegistryResource): JsonObject =>
    resourceView(resource, "xed", call.sandbox.registry, ownerOf(call, services));
  return [
    {
      method: "POST",
      path,
      permission,
      answer: (call) => {
        checkMediaType(call, services);
        const body = objectBody(call.request, services.registryErrors.invalid);
        return json(201, show(call, createResource(kind, body, call.client, call.sandbox, services)));
      },
    },
    {
      method: "PUT",
      path: `${path}/{id}`,
      permission,
      answer: (call) => {
        checkMediaType(call, services);
        const body = objectBody(call.request, services.registryErrors.invalid);
        return json(200, show(call, replaceResource(findTenantResource(call, kind, services), body, call, services)));
      },
    },
    {
      method: "PATCH",
      path: `${path}/{id}`,
      permission,
      answer: (call) => {
        checkMediaType(call, services);
        const patch = parsedBody(call.request);
        return json(200, show(call, patchResource(findTenantResource(call, kind, services), patch, call, services)));
      },
    },
    {
      method: "DELETE",
      path: `${path}/{id}`,
      permission,
      answer: (call) => {
        deleteResource(findTenantResource(call, kind, services), call, services);
        return empty(204);
      },
    },
  ];
}

/** The resource that the path names, in either container as the path says. Throws 404. */
function findResource(call: Call, kind: ResourceKind, services: Services): RegistryResource {
  const id = call.parameters.id ?? "";
  const container = call.request.segments[3];
  const resource = call.sandbox.registry.find(id);
  if (resource?.kind === kind && resource.container === container) return resource;
  throw notFound(kind, id, services);
}

function findTenantResource(call: Call, kind: ResourceKind, services: Services): RegistryResource {
  return findResource(call, kind, services);
}

export function notFound(kind: ResourceKind, id: string, services: Services): Error {
  const word = {
    behaviors: "behavior",
    classes: "class",
    schemas: "schema",
    fieldgroups: "mixin",
    datatypes: "datatype",
  }[kind];
  return services.registryErrors.error(
    notFoundCodes[kind],
    "Resource not found",
    `The requested ${word} resource ${id} with version 1 is not found.`,
  );
}
