import { randomStream, seedOf } from "../random.ts";
import type { Handle } from "../request.ts";
import { sendThroughWire } from "../faults.ts";
import { createGrants } from "./access-control.ts";
import { batchIngestionRoutes, resumeBatches } from "./batch-ingestion.ts";
import { batchRoutes } from "./catalog/batch-routes.ts";
import { datasetRoutes } from "./catalog/dataset-routes.ts";
import { createControl, type PlatformControl } from "./control.ts";
import { dataAccessRoutes } from "./data-access.ts";
import { expressionLanguageRoutes } from "./data-prep/expression-language-routes.ts";
import { mappingSetRoutes } from "./data-prep/mapping-set-routes.ts";
import { createDispatch } from "./dispatch.ts";
import { identityNamespaceRoutes } from "./identity-namespaces.ts";
import { createIds } from "./ids.ts";
import { createAccessTokens } from "./ims-token.ts";
import { createJobs } from "./jobs.ts";
import { queryRoutes } from "./query-service/queries.ts";
import { openPlatformState } from "./platform-state.ts";
import type { Route } from "./router.ts";
import { createSandboxes } from "./sandboxes.ts";
import { descriptorRoutes } from "./schema-registry/descriptor-routes.ts";
import { createRegistryErrors } from "./schema-registry/registry-errors.ts";
import { resourceRoutes } from "./schema-registry/resource-routes.ts";
import { rpcRoutes } from "./schema-registry/rpc-routes.ts";
import { unionRoutes } from "./schema-registry/union-routes.ts";
import type { Services } from "./services.ts";
import { settingsOf, type PlatformOptions } from "./settings.ts";
import { flowServiceRoutes } from "./streaming-ingestion/flow-service-routes.ts";
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
  const state = openPlatformState(options.stateFile);
  const firstRandom = randomStream(seedOf(settings.seed, "platform"));
  const firstIds = createIds(firstRandom, settings.clock);
  const random = state.openings === 0 ? firstRandom : randomStream(seedOf(settings.seed, "platform", state.openings));
  const ids = state.openings === 0 ? firstIds : createIds(random, settings.clock);
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
  // A sandbox keeps its id for ever, so it is drawn as it was the first time.
  const sandboxes = createSandboxes(settings, firstIds);
  state.restore(sandboxes);
  resumeBatches(sandboxes, services);
  const dispatch = createDispatch(services, sandboxes, allRoutes(services));
  const { faults } = options;

  return {
    handle: async (request) => {
      const response = await dispatch(request);
      if (request.method !== "GET" && request.method !== "HEAD") state.changed();
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
    control: createControl(services, sandboxes, state),
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
    ...flowServiceRoutes(services),
    ...queryRoutes(services),
  ];
}
