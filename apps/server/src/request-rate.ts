import type { StripeKeys } from "@stripe-aep/core/flow-service";
import type { Clock } from "@stripe-aep/core";

/** Requests are looked back at for this long, in milliseconds. */
const SPAN = 10_000;

/** How many requests a second this server sends to Stripe, over the last ten seconds. */
export class RequestRate {
  readonly #stripe: Pick<StripeKeys, "requests">;
  readonly #clock: Clock;
  #samples: readonly { readonly at: number; readonly requests: number }[] = [];

  constructor(stripe: Pick<StripeKeys, "requests">, clock: Clock) {
    this.#stripe = stripe;
    this.#clock = clock;
  }

  /** Asked from time to time; the oldest sample that is kept is just older than the span. */
  sample(): void {
    const at = this.#clock.now();
    const recent = this.#samples.filter((sample, index) => {
      const next = this.#samples[index + 1];
      return next === undefined || next.at > at - SPAN;
    });
    this.#samples = [...recent, { at, requests: this.#stripe.requests }];
  }

  get perSecond(): number {
    this.sample();
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at <= first.at) return 0;
    return Math.round(((last.requests - first.requests) * 10_000) / (last.at - first.at)) / 10;
  }
}
