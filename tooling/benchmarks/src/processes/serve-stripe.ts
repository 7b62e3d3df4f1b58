import { AdjustableClock, createStripe, createWorld, listen, type Handle, type RateLimits } from "@stripe-aep/simulator";
import { createListedAccount, type ListedOptions } from "../accounts/listed-account.ts";
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
  | ({ readonly kind: "listed" } & ListedOptions);

export type StripeQuestion = { readonly serve: StripeAccountOptions } | { readonly count: true };

export interface StripeAnswer {
  readonly url: string;
  readonly key: string;
  readonly account: string;
  /** Since the last question. */
  readonly requests: number;
  readonly refused: number;
  readonly bytes: number;
  /** Bytes of list bodies, before any compression. */
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
  const { handle, key, account } = options.kind === "listed" ? createListedAccount(options) : simulated(options);
  const { url } = await listen(async (request) => {
    const response = await handle(request);
    totals.requests += 1;
    totals.refused += response.status === 429 ? 1 : 0;
    totals.bytes += response.body.length;
    return response;
  });
  place = { url, key, account };
}

function simulated(options: Extract<StripeAccountOptions, { kind: "simulated" }>) {
  const { objects, livemode = false, latency = 0, rateLimits = {} } = options;
  const world = createWorld({ seed: 9, objects, livemode, clock: new AdjustableClock() });
  const stripe = createStripe(world, { latency, rateLimits });
  const handle: Handle = stripe.handle;
  return { handle, key: stripe.keys.secret, account: world.account.identifiers.accountId };
}
