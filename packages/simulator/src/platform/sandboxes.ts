import { Catalog } from "./catalog/catalog.ts";
import { problem, Refusal, type PlatformRequest } from "./exchange.ts";
import { IdentityNamespaces } from "./identity-namespaces.ts";
import type { Ids } from "./ids.ts";
import type { JsonObject } from "./json.ts";
import type { Query } from "./query-service/queries.ts";
import { Registry } from "./schema-registry/registry.ts";
import type { PlatformSettings } from "./settings.ts";
import { FlowEntities } from "./streaming-ingestion/inlets.ts";

/** Everything that a sandbox keeps apart from every other. */
export interface Sandbox {
  readonly id: string;
  readonly name: string;
  readonly type: "production" | "development";
  readonly tenantId: string;
  readonly registry: Registry;
  readonly namespaces: IdentityNamespaces;
  readonly catalog: Catalog;
  /** Streaming connections, their inlets and flows. */
  readonly flows: FlowEntities;
  readonly queries: Map<string, Query>;
  /** Mapping sets of Data Prep in their stored form, by id. */
  readonly mappingSets: Map<string, JsonObject>;
}

export function createSandboxes(settings: PlatformSettings, ids: Ids): ReadonlyMap<string, Sandbox> {
  return new Map(
    settings.sandboxes.map(({ name, type }) => [
      name,
      {
        id: ids.uuid(),
        name,
        type,
        tenantId: settings.tenantId,
        registry: new Registry(),
        namespaces: new IdentityNamespaces(settings.clock.now()),
        catalog: new Catalog(),
        flows: new FlowEntities(),
        queries: new Map(),
        mappingSets: new Map(),
      },
    ]),
  );
}

/** The sandbox that `x-sandbox-name` names. Throws 400 or 404 in the words of the service that is called. */
export function sandboxOf(request: PlatformRequest, sandboxes: ReadonlyMap<string, Sandbox>): Sandbox {
  const name = request.headers["x-sandbox-name"];
  if (!name)
    throw sandboxRefusal(
      request,
      "2105-400",
      "The header x-sandbox-name is missing in the request. Please add the header in the request and try again.",
    );
  const sandbox = sandboxes.get(name);
  if (sandbox !== undefined) return sandbox;
  throw sandboxRefusal(
    request,
    "2100-404",
    `The sandbox with the name '${name}' could not be found. Please check the name and try again.`,
  );
}

function sandboxRefusal(request: PlatformRequest, code: string, text: string): Refusal {
  const status = Number(code.slice(-3));
  if (request.segments.includes("flowservice")) {
    return new Refusal(status, { errorMessage: text, errorDetails: text, errorCode: code });
  }
  return problem(status, status === 404 ? "NotFoundError" : "BadRequestError", text);
}
