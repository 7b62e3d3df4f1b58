import { createFaults, sendThroughWire, type Faults } from "../faults.ts";
import type { Handle, SimulatedRequest, SimulatedResponse } from "../request.ts";
import { apiVersions, type ApiVersion } from "../world/kinds.ts";
import type { World } from "../world/world.ts";
import { accountRoute } from "./account-route.ts";
import { encodeBody, type ApiAnswer, type ApiCall, type ApiSurroundings, type Route } from "./api-call.ts";
import { eventRoutes } from "./event-routes.ts";
import { refusals, stripeAndWireFaultKinds } from "./fault-kinds.ts";
import { IdempotencyKeys } from "./idempotency-keys.ts";
import { createKeyRing, requirePermission, type KeyRing, type StripeKey } from "./keys.ts";
import { createOAuth, type OAuth } from "./oauth.ts";
import { readParameters } from "./parameters.ts";
import { RateLimiter, type RateLimits } from "./rate-limits.ts";
import { resourceRoutes } from "./resource-routes.ts";
import { badRequest, StripeRefusal, unrecognizedUrl } from "./stripe-error.ts";
import {
  createWebhookDeliveries,
  documentedRetries,
  type SendWebhook,
  type WebhookDeliveries,
} from "./webhook-deliveries.ts";
import { createWebhookEndpoints, type WebhookEndpoints } from "./webhook-endpoints.ts";

export interface StripeOptions {
  /** Faults of this side and of its wire; none by default. */
  readonly faults?: Faults;
  /** Limits that are enforced exactly; none by default, so that a benchmark does not measure them. */
  readonly rateLimits?: RateLimits;
  /** How long an answer takes, in milliseconds of the clock; concurrency limits need some. Default 0. */
  readonly latency?: number;
  /** Whether a cursor inside a `created` window can end in an empty page. Default true, as at Stripe. */
  readonly emptyPages?: boolean;
  /** Rendered pages are kept up to this many bytes. Default 64 MiB; 0 keeps none. */
  readonly pageCacheBytes?: number;
  /** How webhooks leave; by default they do not. */
  readonly sendWebhook?: SendWebhook;
  /** Milliseconds between attempts of a delivery; by default Stripe's own. */
  readonly webhookRetries?: readonly number[];
}

/** Stripe's API over one world. */
export interface Stripe {
  readonly handle: Handle;
  readonly world: World;
  readonly keys: KeyRing;
  readonly oauth: OAuth;
  readonly webhookEndpoints: WebhookEndpoints;
  readonly webhooks: WebhookDeliveries;
  readonly limiter: RateLimiter;
  readonly faults: Faults;
  /** Requests answered so far, by route: `GET /v1/charges/:id`. */
  requests(): Readonly<Record<string, number>>;
}

const nobody: SendWebhook = () => Promise.resolve({ status: 503 });

/** Builds the API; every request first makes the world catch up with its clock. */
export function createStripe(world: World, options: StripeOptions = {}): Stripe {
  const faults = options.faults ?? createFaults({ seed: world.account.seed, kinds: stripeAndWireFaultKinds });
  const surroundings: ApiSurroundings = { world, faults };
  world.setNovelty(() => ({
    fields: faults.rateOf("stripe-unknown-field"),
    values: faults.rateOf("stripe-unknown-value"),
  }));
  const keys = createKeyRing(world.account);
  const webhookEndpoints = createWebhookEndpoints(surroundings);
  const webhooks = createWebhookDeliveries(surroundings, webhookEndpoints.all, {
    send: options.sendWebhook ?? nobody,
    retries: options.webhookRetries ?? documentedRetries(world.account.livemode),
  });
  const oauth = createOAuth(world, keys);
  repeatSomeEvents(surroundings);
  const routes = createRouteFinder([
    ...resourceRoutes(surroundings, {
      emptyPages: options.emptyPages ?? true,
      cacheBytes: options.pageCacheBytes ?? 64 * 1024 * 1024,
    }),
    ...eventRoutes(surroundings, webhooks),
    ...webhookEndpoints.routes,
    accountRoute(world),
  ]);
  const limiter = new RateLimiter(options.rateLimits ?? {});
  const counts = new Map<string, number>();
  const front = {
    surroundings,
    keys,
    oauth,
    routes,
    limiter,
    counts,
    latency: options.latency ?? 0,
    requests: { count: 0 },
    idempotency: new IdempotencyKeys(),
  };
  return {
    handle: (request) => answer(front, request),
    world,
    keys,
    oauth,
    webhookEndpoints,
    webhooks,
    limiter,
    faults,
    requests: () => Object.fromEntries(counts),
  };
}

/** The same event may be said twice, by two events. */
function repeatSomeEvents({ world, faults }: ApiSurroundings): void {
  let repeating = false;
  world.onEvent((_row, sequence) => {
    if (repeating || faults.strike("stripe-event-repeated", "") === undefined) return;
    repeating = true;
    world.repeatEvent(sequence);
    repeating = false;
  });
}

interface Front {
  readonly surroundings: ApiSurroundings;
  readonly keys: KeyRing;
  readonly oauth: OAuth;
  readonly routes: FindRoute;
  readonly limiter: RateLimiter;
  readonly counts: Map<string, number>;
  readonly latency: number;
  readonly requests: { count: number };
  readonly idempotency: IdempotencyKeys;
}

/** One request from the front door to the wire. */
async function answer(front: Front, request: SimulatedRequest): Promise<SimulatedResponse> {
  const { world, faults } = front.surroundings;
  const { path, query } = splitTarget(request.target);
  const requestId = world.account.identifiers.idOf("requests", front.requests.count++);
  const respond = (status: number, body: Uint8Array, headers: Readonly<Record<string, string>>): SimulatedResponse => ({
    status,
    headers: { ...fixedHeaders, date: httpDate(front.surroundings, path), "request-id": requestId, ...headers },
    body,
  });
  const response = await admit(front, request, path, query).then(
    (given) => respond(200, encodeBody(given.body), given.headers ?? {}),
    (problem: unknown) => respondToProblem(problem, requestId, respond),
  );
  const timeout = faults.strike("stripe-timeout", path);
  if (timeout !== undefined)
    return { ...response, wire: { kind: "delay", milliseconds: timeout.milliseconds ?? 90_000 } };
  return sendThroughWire(faults, path, response);
}

const fixedHeaders = {
  "content-type": "application/json",
  "cache-control": "no-cache, no-store",
  "access-control-allow-origin": "*",
  "access-control-expose-headers":
    "Request-Id, Stripe-Manage-Version, Stripe-Should-Retry, X-Stripe-External-Auth-Required, X-Stripe-Privileged-Session-Required",
};

type Respond = (status: number, body: Uint8Array, headers: Readonly<Record<string, string>>) => SimulatedResponse;

function respondToProblem(problem: unknown, requestId: string, respond: Respond): SimulatedResponse {
  if (problem instanceof OAuthAnswer) return respond(problem.status, encodeBody(problem.body), {});
  const refusal =
    problem instanceof StripeRefusal
      ? problem
      : new StripeRefusal(500, {
          type: "api_error",
          message: `A defect of the simulator: ${problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)}`,
        });
  const { code } = refusal.error;
  const body = {
    error: {
      ...(code === undefined
        ? {}
        : { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}` }),
      message: refusal.error.message,
      ...(refusal.error.param === undefined ? {} : { param: refusal.error.param }),
      request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}`,
      type: refusal.error.type,
    },
  };
  return respond(refusal.status, encodeBody(body), refusal.headers);
}

/** The answer of the token endpoint, which has its own format and status. */
class OAuthAnswer extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> & Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown>) {
    super("OAuth has its own format");
    this.status = status;
    this.body = body;
  }
}

/** Everything that may refuse a request, in Stripe's order: who asks, how often, in which version, what for, whether they may. */
async function admit(front: Front, request: SimulatedRequest, path: string, query: string): Promise<ApiAnswer> {
  const { surroundings, limiter, routes } = front;
  const { world, faults } = surroundings;
  world.catchUp();
  if (path === "/v1/oauth/token" && request.method === "POST") {
    const { status, body } = front.oauth.answer(request);
    throw new OAuthAnswer(status, body);
  }
  const key = authenticate(front, request, path);
  for (const [name, refuse] of Object.entries(refusals)) {
    if (faults.strike(name, path) !== undefined) throw refuse();
  }
  const found = routes(request.method, path);
  const endpoint = `${request.method} ${found?.route.pattern ?? "unknown"}`;
  front.counts.set(endpoint, (front.counts.get(endpoint) ?? 0) + 1);
  limiter.enter(endpoint, world.clock.now());
  try {
    if (front.latency > 0) await world.clock.sleep(front.latency);
    const version = versionOf(front, request, path);
    if (found === undefined) throw unrecognizedUrl(request.method, path);
    allow(front, key, found.route, path);
    const body = request.body.length === 0 ? "" : new TextDecoder().decode(request.body);
    const parameters = { ...readParameters(query), ...readParameters(body) };
    const call: ApiCall = {
      method: request.method,
      path,
      target: request.target,
      id: found.id,
      parameters,
      key,
      version: version.rendered,
      headers: request.headers,
    };
    const given = front.idempotency.answerOnce(call, world.clock.now(), () => found.route.answer(call));
    return {
      body: swapMode(surroundings, path, given.body),
      headers: { "stripe-version": version.rendered, ...given.headers },
    };
  } finally {
    limiter.leave(endpoint);
  }
}

function authenticate(front: Front, request: SimulatedRequest, path: string): StripeKey {
  const { world, faults } = front.surroundings;
  const { authorization } = request.headers;
  const key = front.keys.authenticate(authorization, world.clock.now());
  if (faults.strike("stripe-key-revoked", path) !== undefined) {
    front.keys.revoke(key.secret);
    front.keys.authenticate(authorization, world.clock.now());
  }
  const account = request.headers["stripe-account"];
  if (account !== undefined && account !== world.account.identifiers.accountId) {
    const message = `The provided key does not have access to account '${account}' (or that account does not exist). Application access may have been revoked.`;
    throw new StripeRefusal(403, { type: "invalid_request_error", message, code: "account_invalid" });
  }
  return key;
}

function allow(front: Front, key: StripeKey, route: Route, path: string): void {
  const { world, faults } = front.surroundings;
  const needed = route.permissions;
  if (key.permissions !== undefined && faults.strike("stripe-permission-withdrawn", path) !== undefined) {
    for (const permission of needed) front.keys.withdraw(key.secret, permission);
    requirePermission(
      { ...key, permissions: key.permissions.filter((held) => !needed.includes(held)) },
      needed,
      world.account.identifiers.accountId,
    );
  }
  requirePermission(key, needed, world.account.identifiers.accountId);
}

function versionOf(front: Front, request: SimulatedRequest, path: string): { readonly rendered: ApiVersion } {
  const { world, faults } = front.surroundings;
  const wanted = request.headers["stripe-version"];
  const version = wanted === undefined ? world.account.apiVersion : apiVersions.find((known) => known === wanted);
  if (version === undefined) {
    throw badRequest(
      `Invalid Stripe API version: ${String(wanted)}. This account of the simulator knows ${apiVersions.join(" and ")}.`,
    );
  }
  const other =
    faults.strike("stripe-other-version", path) === undefined
      ? undefined
      : apiVersions.find((known) => known !== version);
  return { rendered: other ?? version };
}

/** Objects of the other mode under a key of this one: what a proxy or a mixed-up configuration would show. */
function swapMode(surroundings: ApiSurroundings, path: string, body: ApiAnswer["body"]): ApiAnswer["body"] {
  if (surroundings.faults.strike("stripe-mode-swapped", path) === undefined) return body;
  const { livemode } = surroundings.world.account;
  const text = new TextDecoder().decode(encodeBody(body));
  return new TextEncoder().encode(text.replaceAll(`"livemode": ${livemode}`, `"livemode": ${!livemode}`));
}

function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const question = target.indexOf("?");
  return question < 0
    ? { path: target, query: "" }
    : { path: target.slice(0, question), query: target.slice(question + 1) };
}

/** The moment of the simulated clock, as the Date header; a skewed one is an hour off, either way. */
function httpDate({ world, faults }: ApiSurroundings, path: string): string {
  const skew = faults.strike("stripe-clock-skew", path);
  const sign = world.account.seed % 2 === 0 ? 1 : -1;
  const offset = skew === undefined ? 0 : sign * (skew.milliseconds ?? 3_600_000);
  return new Date(world.clock.now() + offset).toUTCString();
}

type FindRoute = (method: string, path: string) => { readonly route: Route; readonly id: string } | undefined;

/** Routes by the shape of their path: `:id` stands for one segment. */
function createRouteFinder(routes: readonly Route[]): FindRoute {
  const bySignature = new Map(routes.map((route) => [`${route.method} ${route.pattern}`, route]));
  return (method, path) => {
    const exact = bySignature.get(`${method} ${path}`);
    if (exact !== undefined) return { route: exact, id: "" };
    const segments = path.split("/");
    const id = decodeSegment(segments[3] ?? "");
    const pattern = [...segments.slice(0, 3), ":id", ...segments.slice(4)].join("/");
    const route = bySignature.get(`${method} ${pattern}`);
    return route === undefined || id === "" ? undefined : { route, id };
  };
}

/** A segment that is not well-formed names nothing that exists. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
