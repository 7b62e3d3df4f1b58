import { randomStream, seedOf } from "../random.ts";
import type { Handle, SimulatedRequest, SimulatedResponse } from "../request.ts";
import { sendThroughWire } from "../faults.ts";
import { checkPermission, createGrants } from "./access-control.ts";
import { batchIngestionRoutes } from "./batch-ingestion.ts";
import { batchRoutes } from "./catalog/batch-routes.ts";
import { datasetRoutes } from "./catalog/dataset-routes.ts";
import { createControl, type PlatformControl } from "./control.ts";
import { dataAccessRoutes } from "./data-access.ts";
import { expressionLanguageRoutes } from "./data-prep/expression-language-routes.ts";
import { mappingSetRoutes } from "./data-prep/mapping-set-routes.ts";
import { json, problem, readRequest, Refusal, type PlatformRequest } from "./exchange.ts";
import { bearerToken, gatewayRefusal, passGateway } from "./gateway.ts";
import { identityNamespaceRoutes } from "./identity-namespaces.ts";
import { createIds } from "./ids.ts";
import { answerTokenRequest, createAccessTokens } from "./ims-token.ts";
import { createJobs } from "./jobs.ts";
import { compileRoutes, matchRoute, type CompiledRoute, type Route } from "./router.ts";
import { createSandboxes, sandboxOf, type Sandbox } from "./sandboxes.ts";
import { descriptorRoutes } from "./schema-registry/descriptor-routes.ts";
import { createRegistryErrors } from "./schema-registry/registry-errors.ts";
import { resourceRoutes } from "./schema-registry/resource-routes.ts";
import { rpcRoutes } from "./schema-registry/rpc-routes.ts";
import { unionRoutes } from "./schema-registry/union-routes.ts";
import type { Services } from "./services.ts";
import { settingsOf, type PlatformOptions } from "./settings.ts";
import { createDiskFiles } from "./storage/disk-files.ts";
import { createMemoryFiles } from "./storage/memory-files.ts";

/** An Experience Platform of one organization. */
export interface Platform {
  readonly handle: Handle;
  /** A token that is valid from the start. */
  readonly token: string;
  readonly apiKey: string;
  readonly imsOrg: string;
  /** The name of the first sandbox. */
  readonly sandbox: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What no client of the real platform could do: look inside, lose a row, end every token. */
  readonly control: PlatformControl;
}

/** Makes a platform; it holds nothing until it is called. */
export function createPlatform(options: PlatformOptions): Platform {
  const settings = settingsOf(options);
  const random = randomStream(seedOf(settings.seed, "platform"));
  const ids = createIds(random, settings.clock);
  const services: Services = {
    settings,
    clock: settings.clock,
    random,
    ids,
    tokens: createAccessTokens(settings.clock, ids, settings.token),
    grants: createGrants(options.permissions),
    jobs: createJobs(settings.clock),
    files: settings.dataFolder === undefined ? createMemoryFiles() : createDiskFiles(settings.dataFolder),
    registryErrors: createRegistryErrors(settings.clock, ids),
    fault: (name, place) => options.faults?.strike(name, place),
  };
  const sandboxes = createSandboxes(settings, ids);
  const routes = compileRoutes(allRoutes(services));
  const { faults } = options;

  return {
    handle: async (request) => {
      const response = await answer(request, services, sandboxes, routes);
      const identified = { ...response, headers: { "x-request-id": ids.text(32), ...response.headers } };
      return faults === undefined ? identified : sendThroughWire(faults, request.target, identified);
    },
    token: settings.token,
    apiKey: settings.clientId,
    imsOrg: settings.imsOrg,
    sandbox: settings.sandboxes[0]?.name ?? "prod",
    tenantId: settings.tenantId,
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    control: createControl(services, sandboxes),
  };
}

function allRoutes(services: Services): Route[] {
  return [
    ...resourceRoutes(services),
    ...descriptorRoutes(services),
    ...unionRoutes(services),
    ...rpcRoutes(services),
    ...identityNamespaceRoutes(services),
    ...datasetRoutes(services),
    ...batchRoutes(services),
    ...batchIngestionRoutes(services),
    ...dataAccessRoutes(services),
    ...mappingSetRoutes(services),
    ...expressionLanguageRoutes(services),
  ];
}

async function answer(
  simulated: SimulatedRequest,
  services: Services,
  sandboxes: ReadonlyMap<string, Sandbox>,
  routes: readonly CompiledRoute[],
): Promise<SimulatedResponse> {
  try {
    await services.jobs.runDue();
    const request = readRequest(simulated);
    const response = await dispatch(request, services, sandboxes, routes);
    // Work that is due at once is done before anybody can ask for it.
    await services.jobs.runDue();
    return response;
  } catch (error) {
    if (error instanceof Refusal) return error.answer();
    const detail = error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error);
    return json(500, { type: "/placeholder/type/uri", status: 500, title: "InternalServerError", detail });
  }
}

async function dispatch(
  request: PlatformRequest,
  services: Services,
  sandboxes: ReadonlyMap<string, Sandbox>,
  routes: readonly CompiledRoute[],
): Promise<SimulatedResponse> {
  const [first, second] = request.segments;
  if (first === "ims" && second === "token") return answerTokenRequest(request, services.settings, services.tokens);
  passGateway(request, services.settings, services.tokens);
  const match = matchRoute(routes, request);
  if (match === undefined) throw gatewayRefusal("404000", "Resource not found");
  if (match === "other methods")
    throw problem(405, "MethodNotAllowedError", `The method ${request.method} is not allowed here.`);
  const sandbox = sandboxOf(request, sandboxes);
  checkPermission(match.route, services.grants);
  const client = request.headers["x-api-key"] ?? bearerToken(request);
  return match.route.answer({ request, parameters: match.parameters, sandbox, client });
}
