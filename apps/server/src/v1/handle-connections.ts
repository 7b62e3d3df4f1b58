import { AccessError, type ResourceName, resourceNames, resources } from "@stripe-aep/core";
import { catalog, etagOf, openAuth, type StoredEntity } from "@stripe-aep/core/flow-service";
import type {
  CatalogCard,
  Connection,
  ConnectionCheck,
  ConnectionInput,
  DataSet,
  Page,
  ResourcePreview,
} from "@stripe-aep/core/service-api";
import { datasetsOf, webhookSecretsOf } from "../flows/generated-connectors.ts";
import { HttpProblem, nothingHere } from "../http/problem-details.ts";
import { record } from "../http/record-audit.ts";
import { registerEndpoint } from "../flows/register-endpoint.ts";
import { askFlowService, type Call, pageOf } from "./call.ts";
import { previewFields } from "./field-table.ts";
import { findEntity } from "./find-entity.ts";
import type { Acting } from "./run-operation.ts";
import { profileDatasetsOf } from "./join-profile.ts";

const stripeSpec = { id: "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3", version: "1.0" };
const authSpecName = "OAuth2 Refresh Code";

/** Base connections: what Flow Service has, with webhooks and permissions beside it. */
export const connectionHandlers = {
  getCatalog: async (call: Call): Promise<readonly CatalogCard[]> => [
    {
      connectionSpecId: stripeSpec.id,
      name: "Stripe",
      description: "Charges, subscriptions, refunds, balance transactions, customers and prices of a Stripe account.",
      category: "Payments",
      isBeta: true,
      accounts: await call.service.entities.count(call.tenant, "connections"),
      flows: await call.service.entities.count(call.tenant, "flows"),
      authentication: [
        {
          specName: authSpecName,
          fields: [
            {
              name: "accessToken",
              description: "Restricted or secret API key of the Stripe account",
              secret: true,
              required: true,
            },
          ],
        },
      ],
      resources: resourceNames.map((name) => ({
        name,
        label: labelOf(name),
        permission: resources[name].permission,
        datasets: datasetsOf(call.service, name) as readonly "object"[],
        profileDatasets: profileDatasetsOf(call.service, name) as readonly "object"[],
        announcesChanges: resources[name].eventTypes.length > 0,
      })),
    },
  ],

  listConnections: async (call: Call): Promise<Page<Connection>> => {
    const found = await call.service.entities.list(call.tenant, "connections");
    return pageOf(await Promise.all(found.map((connection) => showConnection(call, connection))), call.query);
  },

  createConnection: async (call: Call): Promise<Connection> => {
    const { name, description, accessToken, webhookSecrets } = call.body as unknown as ConnectionInput;
    const auth = { specName: authSpecName, params: { accessToken } };
    const named = { name, ...(description === undefined ? {} : { description }) };
    const body = { ...named, connectionSpec: stripeSpec, auth };
    const { id } = await askFlowService(call, "POST", "/connections", { body });
    if (webhookSecrets !== undefined) await keepWebhookSecrets(call, String(id), webhookSecrets);
    tellChanged(call, "connections");
    return showConnection(call, await find(call, String(id)));
  },

  checkKey: async (call: Call): Promise<ConnectionCheck> => check(call, { accessToken: call.body.accessToken }),

  getConnection: async (call: Call): Promise<Connection> => showConnection(call, await find(call)),

  renameConnection: async (call: Call): Promise<Connection> => {
    const connection = await find(call);
    const operations = Object.entries(call.body).map(([name, value]) => ({ op: "add", path: `/${name}`, value }));
    const ifMatch = call.ifMatch ?? etagOf(connection);
    if (operations.length > 0)
      await askFlowService(call, "PATCH", `/connections/${connection.id}`, { body: operations, ifMatch });
    return showConnection(call, await find(call));
  },

  deleteConnection: async (call: Call): Promise<void> => {
    const { id } = await find(call);
    await askFlowService(call, "DELETE", `/connections/${id}`);
    call.service.connectors.forget(id);
    tellChanged(call, "connections");
  },

  checkConnection: async (call: Call): Promise<ConnectionCheck> =>
    check(call, openAuth(call.service.backend, await find(call))),

  rotateConnection: async (call: Call): Promise<Connection> => {
    const connection = await find(call);
    const { accessToken, webhookSecrets } = call.body as { accessToken?: string; webhookSecrets?: string[] };
    if (accessToken !== undefined) {
      const body = [{ op: "replace", path: "/auth/params", value: { accessToken } }];
      await askFlowService(call, "PATCH", `/connections/${connection.id}`, {
        body,
        ifMatch: call.ifMatch ?? etagOf(connection),
      });
    }
    if (webhookSecrets !== undefined) await keepWebhookSecrets(call, connection.id, webhookSecrets);
    return showConnection(call, await find(call));
  },

  registerWebhook: async (call: Call): Promise<Connection> => {
    const connection = await find(call);
    const url = webhookUrl(call, connection.id);
    const made = await registerEndpoint(call.service, connection, url);
    const kept = webhookSecretsOf(call.service, connection).map((secret) => secret.reveal());
    // The former secret stays: deliveries that are under way are still signed with it.
    await keepWebhookSecrets(call, connection.id, [made.secret, ...kept].slice(0, 2), made.endpointId);
    await record(call.service, call.holder, "connection.register-webhook", connection.id, {
      endpoint: made.endpointId,
    });
    return showConnection(call, await find(call));
  },

  previewResource: async (call: Call): Promise<ResourcePreview> => {
    const connection = await find(call);
    const resource = resourceNames.find((name) => name === call.parameters.resource);
    if (resource === undefined) throw nothingHere("This resource", call.parameters.resource);
    const records = await call.service.stripe.sample(openAuth(call.service.backend, connection), resource, 10);
    return { resource, fields: await previewFields(call.service, resource), records };
  },

  listDataSets: async (call: Call): Promise<Page<DataSet>> => {
    const client = call.service.platformClient(call.tenant);
    const words = (call.query.search ?? "").toLowerCase();
    const found = await catalog(client).datasets();
    const shown = found
      .filter(({ name }) => name.toLowerCase().includes(words))
      .map(({ id, name, schemaRef, tags, created }) => ({
        id,
        name,
        schemaId: schemaRef.id,
        profileEnabled: (tags?.unifiedProfile ?? []).some((tag) => tag === "enabled:true"),
        createdAt: created ?? 0,
      }));
    return pageOf(shown, call.query);
  },
};

function labelOf(resource: ResourceName): string {
  return resource
    .split("_")
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join(" ");
}

function find(call: Call, id = call.parameters.id ?? ""): Promise<StoredEntity> {
  return findEntity(call, "connections", id);
}

async function showConnection(call: Call, connection: StoredEntity): Promise<Connection> {
  const { document, hidden, id } = connection;
  const sources = await call.service.entities.list(call.tenant, "sourceConnections");
  const own = new Set(sources.filter((source) => source.document.baseConnectionId === id).map((source) => source.id));
  const flows = await call.service.entities.list(call.tenant, "flows");
  const uses = (value: unknown): boolean => Array.isArray(value) && value.some((source) => own.has(String(source)));
  return {
    id,
    name: String(document.name),
    description: typeof document.description === "string" ? document.description : "",
    state: document.state as Connection["state"],
    account: typeof hidden.account === "string" ? hidden.account : null,
    livemode: typeof hidden.livemode === "boolean" ? hidden.livemode : null,
    flows: flows.filter((flow) => uses(flow.document.sourceConnectionIds)).length,
    createdAt: Number(document.createdAt),
    updatedAt: Number(document.updatedAt),
    etag: etagOf(connection),
    webhook: {
      url: webhookUrl(call, id),
      secrets: webhookSecretsOf(call.service, connection).length,
      endpointId: typeof hidden.webhookEndpoint === "string" ? hidden.webhookEndpoint : null,
    },
  };
}

function webhookUrl({ service, request }: Call, id: string): string {
  const base = service.settings.publicUrl ?? `${request.protocol}://${request.host}`;
  return `${base}/webhooks/stripe/${id}`;
}

async function keepWebhookSecrets(
  call: Call,
  id: string,
  secrets: readonly string[],
  endpoint?: string,
): Promise<void> {
  const { service } = call;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const connection = await find(call, id);
    const webhookSecrets = service.vault.seal({ secrets }, `webhooks/${id}`);
    const hidden = {
      ...connection.hidden,
      webhookSecrets,
      ...(endpoint === undefined ? {} : { webhookEndpoint: endpoint }),
    };
    if (await service.entities.replace({ ...connection, etag: service.stamps.etag(), hidden }, connection.etag)) return;
  }
  throw new HttpProblem(409, "SAEP-1808", "The connection is being changed by somebody else.");
}

async function check(call: Call, parameters: Readonly<Record<string, unknown>>): Promise<ConnectionCheck> {
  const { stripe } = call.service;
  const account = await stripe.check(parameters);
  const known =
    account.kind === "valid"
      ? { account: account.account, livemode: account.livemode }
      : { account: null, livemode: null };
  try {
    const access = await stripe.access(parameters, resourceNames);
    const permissions = access.map(({ resource, permission, granted }) => ({
      resource,
      permission,
      granted,
      next: granted
        ? null
        : `In Stripe's dashboard, Developers → API keys, give this key read access to ${labelOf(resource)} (${permission}).`,
    }));
    const valid = account.kind === "valid";
    return { valid, ...known, message: valid ? null : account.message, permissions };
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    return { valid: false, ...known, message: error.message, permissions: [] };
  }
}

export function tellChanged(
  { service, tenant }: Pick<Acting, "service" | "tenant">,
  collection: "connections" | "flows" | "quarantine" | "reconciliations",
): void {
  service.events.publish({ ...tenant, event: { type: "changed", collection } });
}
