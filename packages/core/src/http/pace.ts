/** One limit of Stripe's: a rate (of the account, or of one endpoint) and what 429 answers have taught about it. */
export interface PaceOptions {
  /** Requests in any second that may be sent at most. */
  readonly limit: number;
  /** Requests in flight at most, while nothing has taught otherwise. */
  readonly concurrency: number;
}

/** Evenly paced at the limit itself, jitter on the way still bunches some requests; at this part of it next to none is refused. */
const HEADROOM = 0.984;
/** Requests that had to wait (milliseconds: for an answer, for a busy processor) may catch up; a longer pause is none of ours. */
const CATCH_UP = 250;
/** Whoever catches up keeps this much longer than Stripe's second to as many requests as the limit allows in one. */
const WINDOW_MARGIN = 1.014;
/** So many departures are remembered at most: beyond, the same limit is kept over a shorter time. */
const LONGEST_WINDOW = 256;

/** One refusal, or two, is jitter, or a moment's traffic of the merchant's: the rate falls to this part of itself. */
const LONE_REFUSAL_CUT = 0.97;
/** A third among so many requests says that the limit is lower than believed: ... */
const RELATED = 400;
/** ... the rate falls to this part of itself, ... */
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
 * Spaces requests evenly, and lets those that are late catch up as long as no second holds more than the limit allows,
 * however Stripe cuts its seconds. Multiplicative decrease and additive increase find the real limit when it is lower than
 * the documented one.
 */
export class Pace {
  readonly #options: PaceOptions;
  readonly #highestRate: number;
  readonly #departures: Departures;
  #rate: number;
  #rateChangedAt = 0;
  #refusedAt = Number.NEGATIVE_INFINITY;
  /** Requests that have left, and how many there were at the last two refusals for the rate. */
  #left = 0;
  #leftAtRefusals: readonly [earlier: number, later: number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  #concurrency: number;
  #goodAnswers = 0;
  #inFlight = 0;
  #pausedUntil = 0;
  /** Milliseconds since 1970, fractional: when the next request may leave. */
  #nextAt = 0;

  constructor(options: PaceOptions) {
    this.#options = options;
    this.#highestRate = options.limit * HEADROOM;
    this.#rate = this.#highestRate;
    this.#departures = new Departures(options.limit);
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
    return Math.max(this.#nextAt, this.#departures.nextAt(), this.#pausedUntil);
  }

  /** A request leaves now. `slotAt`: the time that a limit shared with other processes gave it. */
  leave(now: number, slotAt = now): void {
    this.#inFlight += 1;
    this.#left += 1;
    this.#departures.note(slotAt);
    // A request that is late does not push back the ones behind it, or the limit would never be reached; the first one
    // after a pause is not late.
    const late = slotAt - this.#nextAt;
    const lateness = late > 0 && late < CATCH_UP ? late : 0;
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
    const [earlier, later] = this.#leftAtRefusals;
    const cut = this.#left - earlier < RELATED ? RATE_CUT : LONE_REFUSAL_CUT;
    this.#leftAtRefusals = [later, this.#left];
    this.#rate = Math.max(this.#highestRate * LOWEST_RATE, this.#rateAt(now) * cut);
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
    return Math.min(this.#highestRate, this.#rate + seconds * RATE_GROWTH_PER_SECOND * this.#highestRate);
  }
}

/** When the last requests left, as many as a window holds. */
class Departures {
  readonly #times: Float64Array;
  /** Milliseconds between a request and the one that is a whole window behind it. */
  readonly #span: number;
  #oldest = 0;

  constructor(limit: number) {
    const length = Math.max(1, Math.min(LONGEST_WINDOW, Math.floor(limit)));
    this.#times = new Float64Array(length).fill(Number.NEGATIVE_INFINITY);
    this.#span = ((1000 * length) / limit) * WINDOW_MARGIN;
  }

  note(at: number): void {
    this.#times[this.#oldest] = at;
    this.#oldest = (this.#oldest + 1) % this.#times.length;
  }

  /** Before this, one request more would be one too many. */
  nextAt(): number {
    return (this.#times[this.#oldest] ?? Number.NEGATIVE_INFINITY) + this.#span;
  }
}
