/** Sequences of one holder of the feed's lease; the token of the lease is above them, so later holders read later. */
const SEQUENCES_PER_LEASE = 2 ** 32;

/** Sequences kept for one answer: Stripe gives at most this many objects in a page. */
const RECORDS_PER_PAGE = 100;

/** When an answer was read, on a scale on which nothing is equal. */
export interface Reading {
  /** Everything with a lower sequence had arrived before this request left. */
  readonly after: number;
  /** Milliseconds since 1970, never less than that of an earlier reading of the feed. */
  readonly respondedAt: number;
  /** Of the answer's first record; each further record has the next. */
  readonly firstSequence: number;
}

/**
 * Orders all readings of a feed. Stripe's `Date` has whole seconds and comes from many servers, so it cannot order two
 * answers; what can is that a request which left after an answer arrived sees newer data. Two requests that overlapped
 * are in no order: whoever finds their answers different reads once more.
 */
export class ReadingOrder {
  #sequence: number;
  #newestTime: number;

  constructor(leaseToken: number, newestTime: number) {
    this.#sequence = leaseToken * SEQUENCES_PER_LEASE;
    this.#newestTime = newestTime;
  }

  /** Call when the request leaves; the result belongs to its answer. */
  leave(): number {
    return this.#sequence;
  }

  /** Call when the answer has arrived. `respondedAt`: Stripe's `Date`, in milliseconds. */
  arrive(after: number, respondedAt: number): Reading {
    this.#newestTime = Math.max(this.#newestTime, respondedAt);
    const firstSequence = this.#sequence + 1;
    this.#sequence += RECORDS_PER_PAGE;
    return { after, respondedAt: this.#newestTime, firstSequence };
  }

  get newestTime(): number {
    return this.#newestTime;
  }
}
