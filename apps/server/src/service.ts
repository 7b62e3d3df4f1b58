import { type ConnectorConfig, Secret } from "@stripe-aep/core";
import {
  apiTokens,
  type ApiTokens,
  auditLog,
  type AuditLog,
  checkPolicy,
  createPlatformClient,
  type FeedStatus,
  type FlowEntities,
  flowEntities,
  type FlowServiceBackend,
  idempotentAnswers,
  type IdempotentAnswers,
  loadSchemas,
  MappingWorkshop,
  type PlatformClient,
  promoteKeys,
  readStatus,
  type SchemaSet,
  stamps,
  type Stamps,
  type Store,
  StripeKeys,
  type Tenant,
  tenantOf,
  type Vault,
  vaultWith,
} from "@stripe-aep/core/flow-service";
import type { NodePorts } from "@stripe-aep/core/node";
import { EventBus } from "./event-bus.ts";
import { GeneratedConnectors } from "./flows/generated-connectors.ts";
import type { LocalSandbox } from "./local-sandbox.ts";
import { Metrics } from "./metrics.ts";
import { RequestRate } from "./request-rate.ts";
import type { ServerSettings } from "./settings.ts";
import { openStoreOf, TenantStores } from "./tenant-stores.ts";

type PlatformConfig = ConnectorConfig["platform"];

/** Everything that routes and runs share; made once by `openService`. */
export interface Service {
  readonly settings: ServerSettings;
  readonly ports: NodePorts;
  readonly store: Store;
  readonly entities: FlowEntities;
  readonly stamps: Stamps;
  readonly vault: Vault;
  readonly encryptionKey: Secret;
  readonly stripe: StripeKeys;
  readonly stripeUrl: string;
  readonly platform: PlatformConfig;
  /** Absent when account and platform are real. */
  readonly sandbox: LocalSandbox | undefined;
  /** With a column for each promoted metadata key. */
  readonly schemas: SchemaSet;
  readonly backend: FlowServiceBackend;
  readonly connectors: GeneratedConnectors;
  readonly tokens: ApiTokens;
  readonly audit: AuditLog;
  readonly idempotency: IdempotentAnswers;
  readonly events: EventBus;
  readonly metrics: Metrics;
  /** Names this process in claims. */
  readonly holder: string;
  readonly requestRate: RequestRate;
  /** Where a tenant's engine keeps what it knows: versions, cursors, quarantine. Entities and tokens are in `store`. */
  storeOf(tenant: Tenant): Promise<Store>;
  /** Where each Stripe account of a tenant stands, by its store. */
  feeds(tenant: Tenant): Promise<readonly FeedStatus[]>;
  /** Tenants whose stores this process has opened. */
  readonly tenants: TenantStores;
  platformClient(tenant: Tenant): PlatformClient;
  workshop(tenant: Tenant): MappingWorkshop;
  close(): Promise<void>;
}

export interface ServiceParts {
  readonly settings: ServerSettings;
  readonly ports: NodePorts;
  readonly sandbox: LocalSandbox | undefined;
  readonly encryptionKey: Secret;
}

/** A start time may be this late and still be now: clients write the second in which they began. */
const START_GRACE = 60_000;

export async function openService(parts: ServiceParts): Promise<Service> {
  const { settings, ports, sandbox, encryptionKey } = parts;
  const platform = platformConfig(settings, sandbox);
  const stripeUrl = sandbox?.stripeUrl ?? settings.stripeUrl;
  const schemas = promoteKeys(await loadSchemas(ports.files, settings.schemasFolder), settings.policy.promotedKeys);
  await checkPolicy(schemas, settings.policy);
  const store = await openStoreOf(settings, ports.clock);
  const place = { baseUrl: stripeUrl, apiVersion: settings.stripeApiVersion, share: settings.stripeShare };
  const stripe = new StripeKeys(place, ports, store);
  const clients = new Map<string, PlatformClient>();
  const platformClient = (tenant: Tenant): PlatformClient => {
    const known = clients.get(tenant.sandbox) ?? createPlatformClient({ ...platform, sandbox: tenant.sandbox }, ports);
    clients.set(tenant.sandbox, known);
    return known;
  };
  const workshop = (tenant: Tenant) => new MappingWorkshop(platformClient(tenant), schemas);
  const tenants = new TenantStores(settings, platform, store, ports.clock);
  const common = {
    entities: flowEntities(store),
    stamps: stamps(ports.clock, ports.random),
    vault: vaultWith(encryptionKey, ports.random),
  };
  const stripeConnectionSpec = JSON.parse(await schemas.text("connection-spec/stripe.json")) as Record<string, unknown>;
  const backend: FlowServiceBackend = {
    ...common,
    stripe,
    platform: {
      mappingSet: (caller, ...rest) => workshop(tenantOf(caller)).lookups.mappingSet(caller, ...rest),
      datasetSchema: (caller, id) => workshop(tenantOf(caller)).lookups.datasetSchema(caller, id),
    },
    judgeMapping: (mappingSet, resource, dataSetId, caller) =>
      workshop(tenantOf(caller)).judge(mappingSet, resource, dataSetId, caller),
    stripeConnectionSpec,
    stripeSchema: (resource) => workshop(platform).stripeSchema(resource),
    startGrace: START_GRACE,
  };
  const service: Service = {
    ...common,
    settings,
    ports,
    store,
    encryptionKey,
    stripe,
    stripeUrl,
    platform,
    sandbox,
    schemas,
    backend,
    get connectors() {
      return connectors;
    },
    tokens: apiTokens(store, ports.random),
    audit: auditLog(store),
    idempotency: idempotentAnswers(store),
    events: new EventBus(),
    metrics: new Metrics(),
    holder: `server-${Buffer.from(ports.random.bytes(6)).toString("hex")}`,
    requestRate: new RequestRate(stripe, ports.clock),
    storeOf: (tenant) => tenants.open(tenant),
    feeds: async (tenant) => readStatus((await tenants.open(tenant)).database, ports.clock.now()),
    tenants,
    platformClient,
    workshop,
    close: async () => {
      await tenants.close();
      await store.close();
      await ports.close();
      await sandbox?.stop();
    },
  };
  const connectors = new GeneratedConnectors(service);
  return service;
}

function platformConfig({ platform }: ServerSettings, sandbox: LocalSandbox | undefined): PlatformConfig {
  if (platform !== undefined) return { ...platform, apiKey: platform.clientId };
  if (sandbox === undefined) throw new TypeError("neither a platform nor a simulated one");
  const { url, clientId, clientSecret, apiKey, imsOrganization, sandbox: name } = sandbox.platform;
  return {
    baseUrl: url,
    imsUrl: url,
    clientId,
    clientSecret: new Secret(clientSecret),
    apiKey,
    imsOrganization,
    sandbox: name,
  };
}
