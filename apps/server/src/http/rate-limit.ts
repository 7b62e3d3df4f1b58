interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Buckets that are kept: beyond, those that have been full for longest are let go. */
const MOST = 20_000;

/** A token bucket for each access token (or address): a minute's worth at once, refilled evenly. */
export class RateLimit {
  readonly #perMinute: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** 0 when the request may go on, else the seconds to wait. */
  take(key: string, now: number): number {
    const bucket = this.#buckets.get(key) ?? { tokens: this.#perMinute, filledAt: now };
    const filled = Math.min(this.#perMinute, bucket.tokens + ((now - bucket.filledAt) / 60_000) * this.#perMinute);
    this.#buckets.delete(key);
    if (this.#buckets.size >= MOST) this.#forgetOldest();
    const taken = filled >= 1;
    this.#buckets.set(key, { tokens: taken ? filled - 1 : filled, filledAt: now });
    return taken ? 0 : Math.ceil(((1 - filled) / this.#perMinute) * 60);
  }

  #forgetOldest(): void {
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
