import { RetryLaterError } from "../errors.ts";
import type { Clock } from "../ports/ports.ts";
import type { GovernedOutcome, Governor } from "./governor.ts";
import { Pace } from "./pace.ts";

/** Sending times shared by all processes that read one account; in microseconds, see the store's `reserveSlots`. */
export type ReserveSlots = (name: string, now: number, count: number, interval: number) => Promise<number>;

/** The limits that a governor keeps, before what 429 answers teach it. */
export interface GovernorOptions {
  /** Requests per second that Stripe allows the account: 100 live, 25 in a sandbox. */
  readonly accountRate: number;
  /** Requests per second that Stripe allows each endpoint: 25. */
  readonly endpointRate: number;
  /** The part of both that we take, above 0 and at most 1. */
  readonly share: number;
  /** Present when several processes read the same account. */
  readonly reserveSlots?: ReserveSlots;
  /** Reads that may still be made; absent: not limited. */
  readonly readsLeft?: number;
}

/** What Stripe allows unless it has agreed to something else (docs.stripe.com/rate-limits). */
export function usualRates(livemode: boolean): Pick<GovernorOptions, "accountRate" | "endpointRate"> {
  return { accountRate: livemode ? 100 : 25, endpointRate: 25 };
}

/** A governor that counts what it let through. */
export interface AccountGovernor extends Governor {
  /** Requests sent since the governor was made, retries and refused ones included. */
  readonly reads: number;
  /** Of these, answered 429. */
  readonly refusals: number;
}

const ENDPOINT_CONCURRENCY = 16;
const ACCOUNT_CONCURRENCY = 64;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
  readonly signal: AbortSignal | undefined;
  /** Nobody needs to tell this waiter any more that its caller gave up. */
  readonly forget: () => void;
}

/** Two levels, as Stripe counts: the account, and each endpoint of it. */
export function createGovernor(options: GovernorOptions, clock: Clock): AccountGovernor {
  return new TwoLevelGovernor(options, clock);
}

class TwoLevelGovernor implements AccountGovernor {
  readonly #options: GovernorOptions;
  readonly #clock: Clock;
  readonly #account: Pace;
  readonly #endpoints = new Map<string, Pace>();
  readonly #waiting = new Map<string, Waiter[]>();
  /** Sending times that were reserved among all processes, by endpoint; milliseconds since 1970. */
  readonly #slots = new Map<string, number>();
  #pumping = false;
  #wakeUp: (() => void) | undefined;
  reads = 0;
  refusals = 0;

  constructor(options: GovernorOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
    this.#account = new Pace({ limit: options.accountRate * options.share, concurrency: ACCOUNT_CONCURRENCY });
  }

  acquire(endpoint: string, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    if (this.#options.readsLeft !== undefined && this.reads >= this.#options.readsLeft)
      return Promise.reject(spentError());
    return new Promise((resolve, reject) => {
      const queue = this.#waiting.get(endpoint) ?? [];
      this.#waiting.set(endpoint, queue);
      const leave = (): void => this.#leaveQueue(endpoint, waiter);
      // A run's signal outlives its requests by far: a listener that stayed would be one more for each of them.
      const forget = (): void => signal?.removeEventListener("abort", leave);
      const waiter: Waiter = { resolve, reject, signal, forget };
      queue.push(waiter);
      signal?.addEventListener("abort", leave, { once: true });
      this.#wakeUp?.();
      if (!this.#pumping) void this.#pump();
    });
  }

  report(endpoint: string, outcome: GovernedOutcome): void {
    const now = this.#clock.now();
    const pace = this.#endpoint(endpoint);
    this.#account.arrive();
    pace.arrive();
    if (outcome.status === 429) {
      this.refusals += 1;
      this.#learn(pace, outcome, now);
    } else {
      this.#account.succeeded();
      pace.succeeded();
    }
    this.#wakeUp?.();
  }

  /** Reasons as Stripe documents them; a 429 without one is an object's lock and says nothing about rates. */
  #learn(endpoint: Pace, outcome: GovernedOutcome, now: number): void {
    const [level, kind] = (outcome.rateLimitedReason ?? "").split("-");
    const pace = level === "global" ? this.#account : endpoint;
    if (kind === "rate") pace.refusedForRate(now);
    if (kind === "concurrency") pace.refusedForConcurrency(now);
    if (outcome.retryAfterMilliseconds !== undefined && kind !== undefined) {
      pace.pauseUntil(now + outcome.retryAfterMilliseconds);
    }
  }

  /** One loop while anybody waits: lets the next one go, or sleeps until the first could. */
  async #pump(): Promise<void> {
    this.#pumping = true;
    try {
      for (;;) {
        await this.#reserveForEndpoints();
        const next = this.#nextReady();
        if (next === undefined) return;
        const now = this.#clock.now();
        if (next.readyAt > now) await this.#sleepUntil(next.readyAt, now);
        else await this.#letGo(next.endpoint);
      }
    } catch (error) {
      for (const waiter of [...this.#waiting.values()].flatMap((queue) => queue.splice(0))) {
        waiter.forget();
        waiter.reject(error);
      }
    } finally {
      this.#pumping = false;
    }
  }

  /** The endpoint that could send first; of two that could send now, the one that has waited longer for its turn. */
  #nextReady(): { readonly endpoint: string; readonly readyAt: number } | undefined {
    let best: { endpoint: string; readyAt: number } | undefined;
    let bestOwn = Number.POSITIVE_INFINITY;
    for (const [endpoint, queue] of this.#waiting) {
      if (queue.length === 0) continue;
      const own = Math.max(this.#endpoint(endpoint).readyAt(), this.#slots.get(endpoint) ?? 0);
      if (best === undefined || own < bestOwn) {
        best = { endpoint, readyAt: Math.max(own, this.#account.readyAt()) };
        bestOwn = own;
      }
    }
    return best;
  }

  async #letGo(endpoint: string): Promise<void> {
    await this.#awaitAccountSlot();
    const waiter = this.#waiting.get(endpoint)?.shift();
    if (waiter === undefined) return;
    const now = this.#clock.now();
    this.#slots.delete(endpoint);
    this.#account.leave(now);
    this.#endpoint(endpoint).leave(now);
    this.reads += 1;
    waiter.forget();
    waiter.resolve();
  }

  /** When several processes share the limits: a common slot for the first in each queue, so that none waits for another's. */
  async #reserveForEndpoints(): Promise<void> {
    for (const [endpoint, queue] of this.#waiting) {
      if (this.#options.reserveSlots === undefined || queue.length === 0 || this.#slots.has(endpoint)) continue;
      this.#slots.set(endpoint, await this.#reserve(endpoint, this.#endpoint(endpoint)));
    }
  }

  async #awaitAccountSlot(): Promise<void> {
    if (this.#options.reserveSlots === undefined) return;
    const slotAt = await this.#reserve("account", this.#account);
    const now = this.#clock.now();
    if (slotAt > now) await this.#clock.sleep(slotAt - now);
  }

  /** Milliseconds since 1970. */
  async #reserve(name: string, pace: Pace): Promise<number> {
    const now = this.#clock.now();
    const interval = Math.ceil(pace.interval(now) * 1000);
    return ((await this.#options.reserveSlots?.(name, Math.round(now * 1000), 1, interval)) ?? now * 1000) / 1000;
  }

  /** Sleeps, but wakes early when an answer or a new waiter may have changed who is first. */
  async #sleepUntil(readyAt: number, now: number): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#wakeUp = resolve;
    });
    if (readyAt === Number.POSITIVE_INFINITY) {
      await woken;
    } else {
      const timer = new AbortController();
      const slept = this.#clock.sleep(readyAt - now, timer.signal).catch(() => undefined);
      await Promise.race([slept, woken]);
      timer.abort(new Error("woken"));
    }
    this.#wakeUp = undefined;
  }

  #leaveQueue(endpoint: string, waiter: Waiter): void {
    const queue = this.#waiting.get(endpoint) ?? [];
    const place = queue.indexOf(waiter);
    if (place === -1) return;
    queue.splice(place, 1);
    waiter.reject(waiter.signal?.reason);
    this.#wakeUp?.();
  }

  #endpoint(endpoint: string): Pace {
    const known = this.#endpoints.get(endpoint);
    if (known !== undefined) return known;
    const limit = this.#options.endpointRate * this.#options.share;
    const pace = new Pace({ limit, concurrency: ENDPOINT_CONCURRENCY });
    this.#endpoints.set(endpoint, pace);
    return pace;
  }
}

/** The read budget is used up. */
export function spentError(): RetryLaterError {
  return new RetryLaterError({
    code: "SAEP-1406",
    message: "The read budget for Stripe's API is used up for these 30 days.",
    next: "Raise the budget in the settings, poll less often, or wait until the oldest day leaves the window.",
  });
}
