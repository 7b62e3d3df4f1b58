import { AdjustableClock, createStripe, createWorld, listen, type Handle, type RateLimits } from "@stripe-aep/simulator";
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

async function listed({ objects, spread }: Extract<StripeAccountOptions, { kind: "listed" }>) {
  const templates: Record<string, readonly string[]> = {};
  for (const resource of Object.keys(objects) as Resource[]) templates[resource] = await drawTemplates(resource);
  return createListedAccount({ objects, spread, templates });
}

function simulated(options: Extract<StripeAccountOptions, { kind: "simulated" }>) {
  const { objects, livemode = false, latency = 0, rateLimits = {} } = options;
  const world = createWorld({ seed: 9, objects, livemode, clock: new AdjustableClock() });
  const stripe = createStripe(world, { latency, rateLimits });
  const handle: Handle = stripe.handle;
  return { handle, key: stripe.keys.secret, account: world.account.identifiers.accountId };
}
