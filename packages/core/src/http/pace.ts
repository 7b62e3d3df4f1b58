/** One limit of Stripe's: a rate (of the account, or of one endpoint) and what 429 answers have taught about it. */
export interface PaceOptions {
  /** Requests per second that may be sent at most. */
  readonly rate: number;
  /** Requests in flight at most, while nothing has taught otherwise. */
  readonly concurrency: number;
}

/** After a refusal the rate falls to this part of itself, ... */
const RATE_CUT = 0.8;
/** ... never below this part of the limit, ... */
const LOWEST_RATE = 0.1;
/** ... and grows back by this part of the limit in each second without a refusal. */
const RATE_GROWTH_PER_SECOND = 0.01;
/** Refusals that come in one burst have one cause: for this long (milliseconds) they count once. */
const SAME_CAUSE = 1_000;
/** Answers without a refusal after which one more request may be in flight. */
const ANSWERS_FOR_ONE_MORE = 50;

/**
 * Spaces requests evenly: a window of any length then holds no more than the limit allows, however Stripe cuts its windows.
 * Multiplicative decrease and additive increase find the real limit when it is lower than the documented one.
 */
export class Pace {
  readonly #options: PaceOptions;
  #rate: number;
  #rateChangedAt = 0;
  #refusedAt = Number.NEGATIVE_INFINITY;
  #concurrency: number;
  #goodAnswers = 0;
  #inFlight = 0;
  #pausedUntil = 0;
  /** Milliseconds since 1970, fractional: when the next request may leave. */
  #nextAt = 0;

  constructor(options: PaceOptions) {
    this.#options = options;
    this.#rate = options.rate;
    this.#concurrency = options.concurrency;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Milliseconds between two requests now. */
  interval(now: number): number {
    return 1000 / this.#rateAt(now);
  }

  /** When the next request may leave; infinite while too many are in flight. */
  readyAt(): number {
    if (this.#inFlight >= this.#concurrency) return Number.POSITIVE_INFINITY;
    return Math.max(this.#nextAt, this.#pausedUntil);
  }

  /** A request leaves now. `slotAt`: the time that a limit shared with other processes gave it. */
  leave(now: number, slotAt = now): void {
    this.#inFlight += 1;
    // A request that is a little late does not push back the ones behind it, or the limit would never be reached; the
    // first one after a pause is not late.
    const late = slotAt - this.#nextAt;
    const lateness = late > 0 && late < this.interval(now) ? late : 0;
    this.#nextAt = slotAt - lateness + this.interval(now);
  }

  arrive(): void {
    this.#inFlight = Math.max(0, this.#inFlight - 1);
  }

  succeeded(): void {
    if (this.#concurrency >= this.#options.concurrency) return;
    this.#goodAnswers += 1;
    if (this.#goodAnswers < ANSWERS_FOR_ONE_MORE) return;
    this.#goodAnswers = 0;
    this.#concurrency += 1;
  }

  refusedForRate(now: number): void {
    if (now - this.#refusedAt < SAME_CAUSE) return;
    this.#rate = Math.max(this.#options.rate * LOWEST_RATE, this.#rateAt(now) * RATE_CUT);
    this.#rateChangedAt = now;
    this.#refusedAt = now;
  }

  refusedForConcurrency(now: number): void {
    this.#goodAnswers = 0;
    if (now - this.#refusedAt < SAME_CAUSE) return;
    this.#concurrency = Math.max(1, Math.floor(Math.min(this.#concurrency, this.#inFlight + 1) * RATE_CUT));
    this.#refusedAt = now;
  }

  pauseUntil(milliseconds: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, milliseconds);
  }

  #rateAt(now: number): number {
    const seconds = Math.max(0, now - this.#rateChangedAt) / 1000;
    return Math.min(this.#options.rate, this.#rate + seconds * RATE_GROWTH_PER_SECOND * this.#options.rate);
  }
}
