import type { FlowServiceBackend } from "./backend.ts";
import { patchSide, deleteSide } from "./connection-pairs.ts";
import { createConnection, deleteConnection, patchConnection, testConnection } from "./connections.ts";
import { actOnEntity } from "./entity-actions.ts";
import { findEntity } from "./entity-envelope.ts";
import { type FlowServiceRequest, type FlowServiceResponse, isObject, tenantOf } from "./exchange.ts";
import { exploreConnection } from "./explore.ts";
import { createFlow, deleteFlow, patchFlow } from "./flows.ts";
import { catalogueError, FlowServiceError, unknownPath } from "./flow-service-error.ts";
import { answerList, type ListQuery, parseListQuery } from "./list-entities.ts";
import type { FilterableCollection } from "./property-filter.ts";
import { readQuery, refuseOthers, single } from "./query-parameters.ts";
import { createRun, retryRun } from "./runs.ts";
import { createSourceConnection } from "./source-connections.ts";
import { answerSpecs, connectionSpecs, flowSpecs } from "./specs.ts";
import { createTargetConnection } from "./target-connections.ts";

type Handler = (backend: FlowServiceBackend, request: FlowServiceRequest, id: string) => Promise<FlowServiceResponse>;

interface Collection {
  readonly filterable: FilterableCollection;
  readonly create: Handler;
  readonly patch?: Handler;
  readonly remove?: Handler;
  readonly act: Handler;
}

const audit = ["id", "createdAt", "updatedAt", "createdBy", "updatedBy", "createdClient", "updatedClient"];
const common = [...audit, "sandboxId", "sandboxName", "imsOrgId", "name", "description", "state", "version", "etag"];

const filterable = (...own: readonly string[]): FilterableCollection => ({
  members: new Set([...common, "lastOperation", ...own]),
  aliases: {},
});

/** Every entity of the API is a row: what can be filtered, and who answers each method. */
const collections = {
  connections: {
    filterable: filterable("connectionSpec", "auth"),
    create: (backend, request) => createConnection(backend, request, isDraft(request)),
    patch: patchConnection,
    remove: (backend, { caller }, id) => deleteConnection(backend, caller, id),
    act: (backend, request, id) => actOnEntity(backend, request, "connections", id),
  },
  sourceConnections: {
    filterable: filterable("baseConnectionId", "connectionSpec", "data", "params", "inheritedAttributes"),
    create: (backend, request) => createSourceConnection(backend, request, isDraft(request)),
    patch: (backend, request, id) => patchSide(backend, request, "sourceConnections", id),
    remove: (backend, { caller }, id) => deleteSide(backend, caller, "sourceConnections", id),
    act: (backend, request, id) => actOnEntity(backend, request, "sourceConnections", id),
  },
  targetConnections: {
    filterable: filterable("baseConnectionId", "connectionSpec", "data", "params", "inheritedAttributes"),
    create: (backend, request) => createTargetConnection(backend, request, isDraft(request)),
    patch: (backend, request, id) => patchSide(backend, request, "targetConnections", id),
    remove: (backend, { caller }, id) => deleteSide(backend, caller, "targetConnections", id),
    act: (backend, request, id) => actOnEntity(backend, request, "targetConnections", id),
  },
  flows: {
    filterable: filterable(
      ...["flowSpec", "sourceConnectionIds", "targetConnectionIds", "inheritedAttributes", "options", "scheduleParams"],
      ...["transformations", "runs", "providerRefId", "lastRunDetails", "labels", "recordTypes"],
    ),
    create: (backend, request) => createFlow(backend, request, isDraft(request)),
    patch: patchFlow,
    remove: (backend, { caller }, id) => deleteFlow(backend, caller, id),
    act: (backend, request, id) => actOnEntity(backend, request, "flows", id),
  },
  runs: {
    filterable: {
      members: new Set([...common, "flowId", "flowSpec", "metrics", "activities", "providerRefId"]),
      aliases: { state: "metrics.statusSummary.status" },
    },
    create: (backend, request) => createRun(backend, request),
    act: (backend, request, id) => actOnRun(backend, request, id),
  },
} as const satisfies Readonly<Record<string, Collection>>;

type CollectionName = keyof typeof collections;

/**
 * Answers one call of Adobe's Flow Service, whole: status, body, Adobe's errors. Rejects only with a defect of ours or of a
 * store, never because of what was sent.
 */
export async function answerFlowService(
  backend: FlowServiceBackend,
  request: FlowServiceRequest,
): Promise<FlowServiceResponse> {
  try {
    checkPermission(request);
    return await route(backend, request);
  } catch (error) {
    if (error instanceof FlowServiceError) return error.response;
    throw error;
  }
}

/** Reading needs *View Sources*; everything else, and only that, *Manage Sources*. */
function checkPermission({ method, path, caller }: FlowServiceRequest): void {
  const isReading = method === "GET" || /\/search\/?$/.test(path);
  if (isReading && !caller.mayView && !caller.mayManage) throw catalogueError("2120-403");
  if (!isReading && !caller.mayManage) throw catalogueError("2121-403");
}

async function route(backend: FlowServiceBackend, request: FlowServiceRequest): Promise<FlowServiceResponse> {
  const [name = "", id, verb, ...rest] = request.path.split("/").filter((segment) => segment !== "");
  if (rest.length > 0) throw unknownPath(request.method, request.path);
  if (name === "connectionSpecs" || name === "flowSpecs") return routeSpecs(backend, request, name, id, verb);
  if (!Object.hasOwn(collections, name)) throw unknownPath(request.method, request.path);
  const collection = name as CollectionName;
  if (id === undefined) return routeCollection(backend, request, collection);
  if (id === "search" && verb === undefined && request.method === "POST") return search(backend, request, collection);
  return verb === undefined
    ? routeEntity(backend, request, collection, id)
    : routeVerb(backend, request, collection, id, verb);
}

function routeSpecs(
  backend: FlowServiceBackend,
  request: FlowServiceRequest,
  name: "connectionSpecs" | "flowSpecs",
  id: string | undefined,
  verb: string | undefined,
): FlowServiceResponse {
  const specs = name === "flowSpecs" ? flowSpecs() : connectionSpecs(backend);
  if (id === "search" && request.method === "POST") {
    return answerSpecs(
      name,
      undefined,
      { ...request, method: "GET", query: searchQuery(request.body, ["property"]) },
      specs,
    );
  }
  if (verb === "explore" || verb === "configs") throw catalogueError("1372-400", { id: (id ?? "").slice(0, 100) });
  if (verb !== undefined) throw unknownPath(request.method, request.path);
  return answerSpecs(name, id, request, specs);
}

function routeCollection(
  backend: FlowServiceBackend,
  request: FlowServiceRequest,
  name: CollectionName,
): Promise<FlowServiceResponse> {
  if (request.method === "GET") return list(backend, request, name);
  const collection: Collection = collections[name];
  if (request.method === "POST") return collection.create(backend, request, "");
  throw unknownPath(request.method, request.path);
}

async function routeEntity(
  backend: FlowServiceBackend,
  request: FlowServiceRequest,
  name: CollectionName,
  id: string,
): Promise<FlowServiceResponse> {
  const collection: Collection = collections[name];
  if (request.method === "GET") {
    const entity = await findEntity(backend, request.caller, name, id);
    return { status: 200, body: { items: [entity.document], ...(name === "runs" ? { _links: {} } : {}) } };
  }
  if (request.method === "PUT" && name === "runs") throw catalogueError("1427-400");
  if (request.method === "PATCH" && collection.patch !== undefined) return collection.patch(backend, request, id);
  if (request.method === "DELETE" && collection.remove !== undefined) return collection.remove(backend, request, id);
  throw unknownPath(request.method, request.path);
}

function routeVerb(
  backend: FlowServiceBackend,
  request: FlowServiceRequest,
  name: CollectionName,
  id: string,
  verb: string,
): Promise<FlowServiceResponse> {
  if (verb === "action" && request.method === "POST") return collections[name].act(backend, request, id);
  if (name === "connections" && request.method === "GET") {
    if (verb === "test") return testConnection(backend, request.caller, id);
    if (verb === "explore") return exploreConnection(backend, request, id);
  }
  // An earlier version of the API had a flow's runs below it.
  if (name === "flows" && verb === "runs" && request.method === "GET") {
    const query = [`property=flowId==${id}`, request.query].filter((part) => part !== "").join("&");
    return list(backend, { ...request, query }, "runs");
  }
  throw unknownPath(request.method, request.path);
}

async function actOnRun(
  backend: FlowServiceBackend,
  request: FlowServiceRequest,
  id: string,
): Promise<FlowServiceResponse> {
  const given = single(readQuery(request.query), "op") ?? "";
  const operation = given.toLowerCase().replaceAll("_", "-");
  if (operation !== "re-trigger") throw catalogueError("1398-400", { operation: given.slice(0, 50) });
  return retryRun(backend, request.caller, id);
}

async function list(
  backend: FlowServiceBackend,
  request: FlowServiceRequest,
  name: CollectionName,
): Promise<FlowServiceResponse> {
  const query = parseListQuery(request.query, collections[name].filterable);
  const narrow = name === "runs" ? flowOf(query) : {};
  const entities = await backend.entities.list(tenantOf(request.caller), name, narrow);
  return answerList(
    `/${name}`,
    entities.map(({ document }) => document),
    query,
  );
}

/** `property=flowId==X`, the question that every client asks of runs, is answered by an index. */
function flowOf(query: ListQuery): { readonly parentId?: string } {
  const filter = query.filters.find(
    ({ steps, operator, values }) => steps[0]?.name === "flowId" && operator === "==" && values.length === 1,
  );
  const [parentId] = filter?.values ?? [];
  return parentId === undefined ? {} : { parentId };
}

function search(
  backend: FlowServiceBackend,
  request: FlowServiceRequest,
  name: CollectionName,
): Promise<FlowServiceResponse> {
  const body = searchQuery(request.body, ["property", "limit", "orderby", "count"]);
  return list(
    backend,
    { ...request, method: "GET", query: [body, request.query].filter((part) => part !== "").join("&") },
    name,
  );
}

/** `{queryString, limit, orderby, count}` of a search body as the query of the corresponding GET. */
function searchQuery(body: unknown, allowed: readonly string[]): string {
  const { queryString, limit, orderby, count } = isObject(body) ? body : {};
  const text = typeof queryString === "string" ? queryString : "";
  refuseOthers(readQuery(text), allowed);
  const members = Object.entries({ limit, orderby, count }).filter(
    ([name, value]) => allowed.includes(name) && value !== undefined && value !== null && value !== false,
  );
  const parts = members.map(
    ([name, value]) => `${name}=${encodeURIComponent(String(value as string | number | boolean))}`,
  );
  return [text, ...parts].filter((part) => part !== "").join("&");
}

/** `?mode=draft`: what is not finished is kept as it is. Any other mode is refused. */
function isDraft({ query }: FlowServiceRequest): boolean {
  const parameters = readQuery(query);
  refuseOthers(parameters, ["mode"]);
  const mode = single(parameters, "mode");
  if (mode === undefined) return false;
  if (mode.toLowerCase() !== "draft") throw catalogueError("1368-400");
  return true;
}
