import { ManualClock } from "../../src/clock.ts";
import { createFaults, type FaultRule } from "../../src/faults.ts";
import { createStripe, type Stripe, type StripeOptions } from "../../src/stripe/create-stripe.ts";
import { stripeAndWireFaultKinds } from "../../src/stripe/fault-kinds.ts";
import { createWorld, type WorldOptions } from "../../src/world/world.ts";
import type { Json } from "./whole-account.ts";

export const NOW = Date.UTC(2026, 10, 1);

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly bytes: Uint8Array;
  readonly wire: Json;
}

/** Stripe in this process, under a clock that stands still, and somebody who asks it. */
export interface Account {
  readonly stripe: Stripe;
  readonly clock: ManualClock;
  readonly get: (target: string, options?: RequestOptions) => Promise<Answer>;
  readonly post: (target: string, form?: string, options?: RequestOptions) => Promise<Answer>;
  readonly remove: (target: string) => Promise<Answer>;
  /** Every object of a list, page by page. */
  readonly all: (target: string, limit?: number) => Promise<Json[]>;
}

export interface RequestOptions {
  readonly key?: string;
  readonly version?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function openAccount(
  options: Partial<WorldOptions> & { readonly stripe?: StripeOptions; readonly faults?: readonly FaultRule[] } = {},
): Account {
  const clock = new ManualClock(NOW);
  const world = createWorld({ objects: 400, seed: 7, eventLag: { rate: 0, milliseconds: 1 }, ...options, clock });
  const faults = createFaults({ seed: 7, kinds: stripeAndWireFaultKinds, rules: options.faults ?? [] });
  const stripe = createStripe(world, { faults, ...options.stripe });
  const send = async (
    method: string,
    target: string,
    form: string,
    { key, version, headers }: RequestOptions = {},
  ): Promise<Answer> => {
    const response = await stripe.handle({
      method,
      target,
      headers: {
        authorization: `Bearer ${key ?? stripe.keys.secret}`,
        "stripe-version": version ?? "2025-02-24.acacia",
        ...headers,
      },
      body: new TextEncoder().encode(form),
    });
    const text = new TextDecoder().decode(response.body);
    const body: Json = text.startsWith("{") && text.trimEnd().endsWith("}") ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, body, bytes: response.body, wire: response.wire };
  };
  const get: Account["get"] = (target, request) => send("GET", target, "", request);
  return {
    stripe,
    clock,
    get,
    post: (target, form = "", request) => send("POST", target, form, request),
    remove: (target) => send("DELETE", target, ""),
    all: async (target, limit = 100) => {
      const found: Json[] = [];
      const separator = target.includes("?") ? "&" : "?";
      for (let cursor = ""; ; cursor = `&starting_after=${found.at(-1).id}`) {
        const page = await get(`${target}${separator}limit=${limit}${cursor}`);
        if (page.status !== 200) throw new Error(JSON.stringify(page.body));
        found.push(...page.body.data);
        if (!page.body.has_more) return found;
      }
    },
  };
}
