import { apiVersions, type ApiVersion, type StripeObject } from "../world/kinds.ts";
import { eventTypes } from "../world/events.ts";
import { mix } from "../world/mix.ts";
import type { ApiAnswer, ApiCall, ApiSurroundings, Route } from "./api-call.ts";
import { fakeSecret } from "./keys.ts";
import { choosePage, pageParameters, readPageRequest } from "./list-page.ts";
import { booleanOf, refuseUnknown, textOf, textsOf, type ParameterGroup } from "./parameters.ts";
import { listObject } from "./resource-routes.ts";
import { badRequest, noSuch } from "./stripe-error.ts";
import type { WebhookEndpoint } from "./webhook-deliveries.ts";

const known = ["url", "enabled_events", "api_version", "connect", "description", "metadata", "disabled", "expand"];

export interface WebhookEndpoints {
  readonly all: ReadonlyMap<string, WebhookEndpoint>;
  readonly routes: readonly Route[];
  /** Adds an endpoint that takes all events, with a secret that is known beforehand. */
  add(url: string, secret: string, apiVersion?: ApiVersion): WebhookEndpoint;
  /** A new secret; the old one goes on signing beside it. Returns the new one. */
  rollSecret(id: string): string;
  /** Ends the time in which the old secret signs too. */
  endRoll(id: string): void;
}

/** `/v1/webhook_endpoints`: the secret is shown once, when an endpoint is created. */
export function createWebhookEndpoints({ world }: ApiSurroundings): WebhookEndpoints {
  const all = new Map<string, WebhookEndpoint>();
  const { account } = world;
  let secrets = 0;
  let made = 0;
  const newSecret = (): string => fakeSecret("whsec_", mix(account.seed, 321, secrets++), 32);
  const put: Put = (endpoint) => {
    const id = account.identifiers.idOf("webhook_endpoints", made++);
    const added = { ...endpoint, id, created: Math.floor(world.clock.now() / 1000) };
    all.set(id, added);
    return added;
  };
  return {
    all,
    routes: endpointRoutes(all, put, newSecret, account.livemode),
    add: (url, secret, apiVersion) =>
      put({
        url,
        enabledEvents: ["*"],
        apiVersion: apiVersion ?? null,
        secrets: [secret],
        disabled: false,
        description: null,
        metadata: {},
      }),
    rollSecret: (id) => {
      const endpoint = find(all, id);
      const secret = newSecret();
      all.set(id, { ...endpoint, secrets: [secret, ...endpoint.secrets.slice(0, 1)] });
      return secret;
    },
    endRoll: (id) => {
      const endpoint = find(all, id);
      all.set(id, { ...endpoint, secrets: endpoint.secrets.slice(0, 1) });
    },
  };
}

type Put = (endpoint: Omit<WebhookEndpoint, "id" | "created">) => WebhookEndpoint;

function find(all: ReadonlyMap<string, WebhookEndpoint>, id: string): WebhookEndpoint {
  const endpoint = all.get(id);
  if (endpoint === undefined) throw noSuch("webhook_endpoint", id, "id");
  return endpoint;
}

const writable = ["webhook_write"];
const readable = ["webhook_read", "webhook_write"];

function endpointRoutes(
  all: Map<string, WebhookEndpoint>,
  put: Put,
  newSecret: () => string,
  livemode: boolean,
): readonly Route[] {
  const path = "/v1/webhook_endpoints";
  const create = (call: ApiCall): ApiAnswer => {
    refuseUnknown(
      call.parameters,
      known.filter((name) => name !== "disabled"),
    );
    const secret = newSecret();
    const endpoint = put({ ...readEndpoint(call.parameters), secrets: [secret], disabled: false });
    return { body: { ...render(endpoint, livemode), secret } };
  };
  const update = (call: ApiCall): ApiAnswer => {
    const changed = changeEndpoint(find(all, call.id), call.parameters);
    all.set(changed.id, changed);
    return { body: render(changed, livemode) };
  };
  const remove = (call: ApiCall): ApiAnswer => {
    const { id } = find(all, call.id);
    all.delete(id);
    return { body: { id, object: "webhook_endpoint", deleted: true } };
  };
  const retrieve = (call: ApiCall): ApiAnswer => ({ body: render(find(all, call.id), livemode) });
  return [
    { method: "POST", pattern: path, permissions: writable, answer: create },
    { method: "GET", pattern: path, permissions: readable, answer: (call) => listEndpoints(all, call, livemode) },
    { method: "GET", pattern: `${path}/:id`, permissions: readable, answer: retrieve },
    { method: "POST", pattern: `${path}/:id`, permissions: writable, answer: update },
    { method: "DELETE", pattern: `${path}/:id`, permissions: writable, answer: remove },
  ];
}

function changeEndpoint(endpoint: WebhookEndpoint, parameters: ParameterGroup): WebhookEndpoint {
  refuseUnknown(
    parameters,
    known.filter((name) => name !== "api_version" && name !== "connect"),
  );
  return {
    ...endpoint,
    url: parameters.url === undefined ? endpoint.url : readUrl(parameters),
    enabledEvents: parameters.enabled_events === undefined ? endpoint.enabledEvents : readEvents(parameters),
    description: textOf(parameters, "description") ?? endpoint.description,
    disabled: booleanOf(parameters, "disabled") ?? endpoint.disabled,
    metadata: { ...endpoint.metadata, ...readMetadata(parameters) },
  };
}

function listEndpoints(all: ReadonlyMap<string, WebhookEndpoint>, call: ApiCall, livemode: boolean): ApiAnswer {
  refuseUnknown(call.parameters, pageParameters);
  const rows = [...all.values()];
  const page = choosePage(
    {
      object: "webhook_endpoint",
      first: 0,
      end: rows.length,
      createdAt: (position) => rows[position]?.created ?? 0,
      lowerBound: (moment) => rows.filter(({ created }) => created < moment).length,
      positionOf: (id) => positionIn(rows, id),
      shows: () => true,
    },
    readPageRequest(call.parameters),
  );
  const data = page.positions.flatMap((position) => {
    const row = rows[position];
    return row === undefined ? [] : [render(row, livemode)];
  });
  return { body: listObject("/v1/webhook_endpoints", data, page.hasMore) };
}

function positionIn(rows: readonly WebhookEndpoint[], id: string): number | undefined {
  const position = rows.findIndex((row) => row.id === id);
  return position < 0 ? undefined : position;
}

function readEndpoint(
  parameters: ParameterGroup,
): Pick<WebhookEndpoint, "url" | "enabledEvents" | "apiVersion" | "description" | "metadata"> {
  return {
    url: readUrl(parameters),
    enabledEvents: readEvents(parameters),
    apiVersion: readVersion(parameters),
    description: textOf(parameters, "description") ?? null,
    metadata: readMetadata(parameters),
  };
}

function readUrl(parameters: ParameterGroup): string {
  const url = textOf(parameters, "url");
  if (url === undefined) throw badRequest("Missing required param: url.", "url", "parameter_missing");
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw badRequest("Invalid URL: URL must be publicly reachable.", "url", "url_invalid");
  return url;
}

function readEvents(parameters: ParameterGroup): readonly string[] {
  const events = textsOf(parameters, "enabled_events");
  if (events === undefined || events.length === 0) {
    throw badRequest("Missing required param: enabled_events.", "enabled_events", "parameter_missing");
  }
  const unknown = events.find(
    (event) => event !== "*" && !eventTypes.some((type) => type === event) && !/^[a-z_]+(?:\.[a-z_]+)+$/.test(event),
  );
  if (unknown !== undefined) throw badRequest(`Invalid enabled_events: ${unknown}`, "enabled_events");
  return events;
}

function readVersion(parameters: ParameterGroup): ApiVersion | null {
  const version = textOf(parameters, "api_version");
  const found = apiVersions.find((candidate) => candidate === version);
  if (version !== undefined && found === undefined)
    throw badRequest(`Invalid Stripe API version: ${version}`, "api_version");
  return found ?? null;
}

function readMetadata(parameters: ParameterGroup): Readonly<Record<string, string>> {
  const metadata = parameters.metadata;
  if (metadata === undefined) return {};
  return Object.fromEntries(
    Object.entries(metadata as ParameterGroup).map(([name, value]) => [name, typeof value === "string" ? value : ""]),
  );
}

function render(endpoint: WebhookEndpoint, livemode: boolean): StripeObject {
  return {
    id: endpoint.id,
    object: "webhook_endpoint",
    api_version: endpoint.apiVersion,
    application: null,
    created: endpoint.created,
    description: endpoint.description,
    enabled_events: endpoint.enabledEvents,
    livemode,
    metadata: endpoint.metadata,
    status: endpoint.disabled ? "disabled" : "enabled",
    url: endpoint.url,
  };
}
