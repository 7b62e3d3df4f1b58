import { StripeRefusal } from "./stripe-error.ts";

/** What an account is allowed; whatever is absent is not limited. */
export interface RateLimits {
  /** Requests in any second to one endpoint; all ids of an endpoint share it. */
  readonly endpoint?: number;
  /** Requests in any second to the account. */
  readonly account?: number;
  /** Requests in flight to one endpoint, and to the account. */
  readonly endpointInFlight?: number;
  readonly accountInFlight?: number;
}

/** Stripe's published limits: 25 for each endpoint; 100 for a live account, 25 for a sandbox. */
export function documentedLimits(livemode: boolean): RateLimits {
  return { endpoint: 25, account: livemode ? 100 : 25 };
}

type RateLimitReason =
  "global-rate" | "endpoint-rate" | "global-concurrency" | "endpoint-concurrency" | "resource-specific";

/** 429 as Stripe words it; the header tells which limit, and no `Retry-After` is sent. */
export function rateLimited(reason: RateLimitReason): StripeRefusal {
  const message = "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.";
  return new StripeRefusal(
    429,
    { type: "invalid_request_error", message, code: "rate_limit" },
    { "stripe-rate-limited-reason": reason },
  );
}

/** 429 for an object that another request holds: no reason header, and worth retrying. */
export function lockTimeout(): StripeRefusal {
  const message =
    "This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request.";
  return new StripeRefusal(
    429,
    { type: "invalid_request_error", message, code: "lock_timeout" },
    { "stripe-should-retry": "true" },
  );
}

/** Counts requests in sliding windows of one second, exactly: a request that is refused does not count. */
export class RateLimiter {
  limits: RateLimits;
  readonly #recent = new Map<string, number[]>();
  readonly #inFlight = new Map<string, number>();

  constructor(limits: RateLimits) {
    this.limits = limits;
  }

  /** Lets a request in, or throws 429. Whoever was let in must `leave`. */
  enter(endpoint: string, now: number): void {
    this.#refuseAtLimit("account", this.limits.account, now, "global-rate");
    this.#refuseAtLimit(endpoint, this.limits.endpoint, now, "endpoint-rate");
    this.#refuseInFlight("account", this.limits.accountInFlight, "global-concurrency");
    this.#refuseInFlight(endpoint, this.limits.endpointInFlight, "endpoint-concurrency");
    for (const name of ["account", endpoint]) {
      this.#window(name).push(now);
      this.#inFlight.set(name, (this.#inFlight.get(name) ?? 0) + 1);
    }
  }

  leave(endpoint: string): void {
    for (const name of ["account", endpoint]) this.#inFlight.set(name, (this.#inFlight.get(name) ?? 1) - 1);
  }

  #window(name: string): number[] {
    const window = this.#recent.get(name) ?? [];
    this.#recent.set(name, window);
    return window;
  }

  #refuseAtLimit(name: string, limit: number | undefined, now: number, reason: RateLimitReason): void {
    const window = this.#window(name);
    while (window.length > 0 && (window[0] ?? now) <= now - 1000) window.shift();
    if (limit !== undefined && window.length >= limit) throw rateLimited(reason);
  }

  #refuseInFlight(name: string, limit: number | undefined, reason: RateLimitReason): void {
    if (limit !== undefined && (this.#inFlight.get(name) ?? 0) >= limit) throw rateLimited(reason);
  }
}
