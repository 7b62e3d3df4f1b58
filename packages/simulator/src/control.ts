import { AdjustableClock, ManualClock, type SimulatedClock } from "./clock.ts";
import { checkDatasets, type Report } from "./checker/check.ts";
import type { Row } from "./checker/finding.ts";
import type { FaultRule, Faults } from "./faults.ts";
import type { Platform } from "./platform/index.ts";
import type { Handle, SimulatedRequest, SimulatedResponse } from "./request.ts";
import { SimulatorError } from "./simulator-error.ts";
import type { Stripe } from "./stripe/create-stripe.ts";
import { eventTypes } from "./world/events.ts";
import { apiVersions, resources, sourceResources, type ApiVersion, type Resource } from "./world/kinds.ts";
import { operationNames } from "./world/operations/index.ts";
import { unannouncedChanges } from "./world/unannounced.ts";

/** What the control server controls. */
export interface Controlled {
  readonly stripe: Stripe;
  readonly platform: Platform;
  readonly faults: Faults;
  readonly clock: SimulatedClock;
  readonly webhookSecret: string;
}

type Body = Readonly<Record<string, unknown>>;
type ControlAnswer = (controlled: Controlled, body: unknown, query: URLSearchParams, name: string) => unknown;

/** Every control endpoint, by method and path; `*` stands for a name. */
const endpoints: Readonly<Record<string, ControlAnswer>> = {
  "GET /": () => ({ endpoints: Object.keys(endpoints) }),
  "GET /faults": ({ faults }) => ({ kinds: faults.kinds, rules: faults.report() }),
  "POST /faults": ({ faults }, body) => {
    faults.set(readList(body, "rules") as readonly FaultRule[]);
    return { rules: faults.report() };
  },
  "GET /clock": ({ clock }) => ({ now: new Date(clock.now()).toISOString(), milliseconds: clock.now() }),
  "POST /clock": moveClock,
  "GET /operations": () => ({ operations: operationNames, eventTypes, unannouncedChanges }),
  "POST /operations/*": operate,
  "POST /changes": ({ stripe }, body) => {
    stripe.world.setChangesPerHour(readNumber(body, "perHour"));
    return {};
  },
  "GET /dump": dump,
  "POST /keys": ({ stripe }, body) => ({
    key: stripe.keys.restrict(readList(body, "permissions") as readonly string[]),
  }),
  "POST /keys/revoke": ({ stripe }, body) => stripe.keys.revoke(readText(body, "key")),
  "POST /keys/restore": ({ stripe }, body) => stripe.keys.restore(readText(body, "key")),
  "POST /keys/withdraw": ({ stripe }, body) =>
    stripe.keys.withdraw(readText(body, "key"), readText(body, "permission")),
  "POST /oauth/code": ({ stripe }) => ({ code: stripe.oauth.issueCode(), developerKey: stripe.oauth.developerKey }),
  "POST /oauth/refresh-token": ({ stripe }) => ({
    refreshToken: stripe.oauth.issueRefreshToken(),
    developerKey: stripe.oauth.developerKey,
  }),
  "POST /webhooks": ({ stripe, webhookSecret }, body) => {
    const version = apiVersions.find((known) => known === (body as Body).apiVersion);
    return { id: stripe.webhookEndpoints.add(readText(body, "url"), webhookSecret, version).id, secret: webhookSecret };
  },
  "POST /webhooks/roll": ({ stripe }, body) => ({ secret: stripe.webhookEndpoints.rollSecret(readText(body, "id")) }),
  "POST /webhooks/end-roll": ({ stripe }, body) => stripe.webhookEndpoints.endRoll(readText(body, "id")),
  "POST /limits": ({ stripe }, body) => {
    stripe.limiter.limits = body as Stripe["limiter"]["limits"];
    return stripe.limiter.limits;
  },
  "GET /requests": ({ stripe }) => ({ requests: stripe.requests() }),
  "GET /check": ({ stripe, platform }) => check(stripe, platform),
  "GET /platform/datasets": async ({ platform }) => ({ datasets: await platform.control.datasets() }),
  "GET /platform/datasets/*": ({ platform }, _body, _query, name) => toLines(platform.control.dumpDataset(name)),
  "POST /platform/lose-row": ({ platform }, body) =>
    platform.control.loseRow(body as Parameters<Platform["control"]["loseRow"]>[0]),
  "POST /platform/expire-token": ({ platform }) => platform.control.expireToken(),
  "GET /platform/permissions": ({ platform }) => ({ permissions: platform.control.permissions() }),
  "POST /platform/permissions": ({ platform }, body) =>
    platform.control.setPermissions(readList(body, "permissions") as readonly string[]),
};

/** The control server: faults, clock, operations, truth. It listens on loopback only, apart from what it controls. */
export function createControlHandle(controlled: Controlled): Handle {
  return async (request) => {
    try {
      return respond(200, await answer(controlled, request));
    } catch (error) {
      if (error instanceof SimulatorError)
        return respond(400, { error: { code: error.code, message: error.message, next: error.next } });
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return respond(500, { error: { code: "SAEP-3007", message } });
    }
  };
}

async function answer(controlled: Controlled, request: SimulatedRequest): Promise<unknown> {
  const { pathname, searchParams } = new URL(request.target, "http://127.0.0.1");
  const slash = pathname.lastIndexOf("/");
  const name = decodeURIComponent(pathname.slice(slash + 1));
  const endpoint =
    endpoints[`${request.method} ${pathname}`] ?? endpoints[`${request.method} ${pathname.slice(0, slash)}/*`];
  if (endpoint === undefined) {
    throw new SimulatorError(
      "SAEP-3005",
      `the control server has no ${request.method} ${pathname}`,
      "GET / lists what it has",
    );
  }
  return (await endpoint(controlled, readBody(request), searchParams, name)) ?? {};
}

function readBody(request: SimulatedRequest): unknown {
  if (request.body.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder().decode(request.body)) as unknown;
  } catch (cause) {
    throw new SimulatorError("SAEP-3005", "the body is not JSON", "send JSON", cause);
  }
}

function respond(status: number, body: unknown): SimulatedResponse {
  const lines = body instanceof Uint8Array;
  const type = lines ? "application/x-ndjson" : "application/json";
  const bytes = lines ? body : new TextEncoder().encode(`${JSON.stringify(body)}\n`);
  return { status, headers: { "content-type": type }, body: bytes };
}

function valueOf(body: unknown, name: string): unknown {
  return typeof body === "object" && body !== null ? (body as Body)[name] : undefined;
}

function readText(body: unknown, name: string): string {
  const value = valueOf(body, name);
  if (typeof value !== "string") throw new SimulatorError("SAEP-3005", `"${name}" is missing`, `send {"${name}": "…"}`);
  return value;
}

function readNumber(body: unknown, name: string): number {
  const value = valueOf(body, name);
  if (typeof value !== "number" || !(value >= 0))
    throw new SimulatorError("SAEP-3005", `"${name}" is missing`, `send {"${name}": 1}`);
  return value;
}

function readList(body: unknown, name: string): readonly unknown[] {
  const value = valueOf(body, name);
  if (!Array.isArray(value)) throw new SimulatorError("SAEP-3005", `"${name}" is missing`, `send {"${name}": […]}`);
  return value as readonly unknown[];
}

async function moveClock({ clock, stripe }: Controlled, body: unknown): Promise<unknown> {
  const target = valueOf(body, "set");
  const milliseconds =
    typeof target === "string" ? Date.parse(target) - clock.now() : readNumber(body, "advanceMilliseconds");
  if (!(clock instanceof ManualClock || clock instanceof AdjustableClock) || !(milliseconds >= 0)) {
    throw new SimulatorError(
      "SAEP-3005",
      "the clock cannot be moved so",
      "time goes on only, and only a clock of the simulator's own",
    );
  }
  await clock.advance(milliseconds);
  stripe.world.catchUp();
  await stripe.webhooks.deliverDue();
  return { now: new Date(clock.now()).toISOString(), milliseconds: clock.now() };
}

function operate({ stripe }: Controlled, body: unknown, _query: URLSearchParams, name: string): unknown {
  const known = operationNames.find((candidate) => candidate === name);
  if (known === undefined) {
    throw new SimulatorError(
      "SAEP-3005",
      `there is no operation "${name}"`,
      `choose one of: ${operationNames.join(", ")}`,
    );
  }
  const args = Array.isArray(body) ? (body as readonly unknown[]) : [];
  const operation = stripe.world.operations[known] as (...rest: readonly unknown[]) => unknown;
  return { result: operation(...args) ?? null };
}

/** The truth of the account, an object a line; `resources` and `version` narrow it. */
function dump({ stripe }: Controlled, _body: unknown, query: URLSearchParams): Promise<Uint8Array> {
  const wanted = query.get("resources")?.split(",");
  const chosen = wanted === undefined ? sourceResources : resources.filter((resource) => wanted.includes(resource));
  const version: ApiVersion | undefined = apiVersions.find((known) => known === query.get("version"));
  stripe.world.catchUp();
  return toLines(stripe.world.truth(chosen satisfies readonly Resource[], version));
}

/** The judge: what the datasets say against what the account is. */
async function check(stripe: Stripe, platform: Platform): Promise<Report> {
  stripe.world.catchUp();
  const datasets = await platform.control.datasets();
  return checkDatasets({ truth: stripe.world, tenantId: platform.tenantId, rows: () => allRows(platform, datasets) });
}

async function* allRows(platform: Platform, datasets: readonly { readonly id: string }[]): AsyncGenerator<Row> {
  for (const { id } of datasets) yield* platform.control.dumpDataset(id);
}

async function toLines(rows: Iterable<unknown> | AsyncIterable<unknown>): Promise<Uint8Array> {
  const lines: Buffer[] = [];
  for await (const row of rows) lines.push(Buffer.from(`${JSON.stringify(row)}\n`));
  return Buffer.concat(lines);
}
