import {
  AdjustableClock,
  createStripe,
  createWorld,
  listen,
  type Handle,
  type RateLimits,
  type SimulatedResponse,
} from "@stripe-aep/simulator";
import { setTimeout as wait } from "node:timers/promises";
import { createListedAccount, drawTemplates, type Spread } from "../accounts/listed-account.ts";
import type { Resource } from "../pages.ts";
import { answerQuestions } from "./child.ts";

/** A simulated account: drawn whole by the simulator, or one that only lists, of any size. */
export type StripeAccountOptions =
  | {
      readonly kind: "simulated";
      /** Objects of the six resources together. */
      readonly objects: number;
      readonly livemode?: boolean;
      /** Milliseconds that each answer takes. */
      readonly latency?: number;
      readonly rateLimits?: RateLimits;
    }
  /** Any number of objects of a few resources, each one of a simulated account under another id and time. */
  | {
      readonly kind: "listed";
      readonly objects: Partial<Readonly<Record<Resource, number>>>;
      readonly spread: Spread;
      /** Milliseconds that each answer takes. */
      readonly latency?: number;
      /** Requests in any second, beyond which it answers 429. */
      readonly accountRate?: number;
    };

export type StripeQuestion = { readonly serve: StripeAccountOptions } | { readonly count: true };

export interface StripeAnswer {
  readonly url: string;
  readonly key: string;
  readonly account: string;
  /** Since the last question. */
  readonly requests: number;
  readonly refused: number;
  /** Of all bodies; nothing is compressed. */
  readonly bytes: number;
}

const totals = { requests: 0, refused: 0, bytes: 0 };
let place = { url: "", key: "", account: "" };

answerQuestions<StripeQuestion, StripeAnswer>(async (question) => {
  if ("serve" in question) await serve(question.serve);
  const answer = { ...place, ...totals };
  Object.assign(totals, { requests: 0, refused: 0, bytes: 0 });
  return answer;
});

async function serve(options: StripeAccountOptions): Promise<void> {
  const { handle, key, account } = options.kind === "listed" ? await listed(options) : simulated(options);
  const { url } = await listen(async (request) => {
    const response = await handle(request);
    totals.requests += 1;
    totals.refused += response.status === 429 ? 1 : 0;
    totals.bytes += response.body.length;
    return response;
  });
  place = { url, key, account };
}

async function listed(options: Extract<StripeAccountOptions, { kind: "listed" }>) {
  const { objects, spread, latency = 0, accountRate = Number.POSITIVE_INFINITY } = options;
  const templates: Record<string, readonly string[]> = {};
  for (const resource of Object.keys(objects) as Resource[]) templates[resource] = await drawTemplates(resource);
  const account = createListedAccount({ objects, spread, templates });
  const recent: number[] = [];
  const handle: Handle = async (request) => {
    const now = performance.now();
    while ((recent[0] ?? now) <= now - 1000) recent.shift();
    if (recent.length >= accountRate) return tooMany;
    recent.push(now);
    if (latency > 0) await wait(latency);
    return account.handle(request);
  };
  return { ...account, handle };
}

const tooMany: SimulatedResponse = {
  status: 429,
  headers: { "content-type": "application/json", "stripe-rate-limited-reason": "global-rate" },
  body: Buffer.from(
    '{"error":{"type":"invalid_request_error","code":"rate_limit","message":"Request rate limit exceeded."}}',
  ),
};

function simulated(options: Extract<StripeAccountOptions, { kind: "simulated" }>) {
  const { objects, livemode = false, latency = 0, rateLimits = {} } = options;
  const world = createWorld({ seed: 9, objects, livemode, clock: new AdjustableClock() });
  const stripe = createStripe(world, { latency, rateLimits });
  const handle: Handle = stripe.handle;
  return { handle, key: stripe.keys.secret, account: world.account.identifiers.accountId };
}
