import type { ApiCall, ApiSurroundings } from "./api-call.ts";

/**
 * Bytes of pages that were rendered already, so that a benchmark which reads an account twice measures its client and not
 * this server. Any change of the account empties it, and so does midnight, when balance transactions become available.
 */
export class PageCache {
  readonly #pages = new Map<string, Uint8Array>();
  readonly #surroundings: ApiSurroundings;
  readonly #capacity: number;
  #bytes = 0;
  #state = "";

  /** Holds up to `capacity` bytes; what comes when it is full is not kept. */
  constructor(surroundings: ApiSurroundings, capacity: number) {
    this.#surroundings = surroundings;
    this.#capacity = capacity;
  }

  get(call: ApiCall): Uint8Array | undefined {
    this.#emptyWhenOld();
    return this.#pages.get(keyOf(call));
  }

  put(call: ApiCall, body: Uint8Array): void {
    this.#emptyWhenOld();
    if (this.#bytes + body.length > this.#capacity) return;
    this.#bytes += body.length;
    this.#pages.set(keyOf(call), body);
  }

  #emptyWhenOld(): void {
    const { world, faults } = this.#surroundings;
    const day = Math.floor(world.clock.now() / 86_400_000);
    const novelty = `${faults.rateOf("stripe-unknown-field")} ${faults.rateOf("stripe-unknown-value")}`;
    const state = `${world.revision()} ${day} ${novelty}`;
    if (state === this.#state) return;
    this.#state = state;
    this.#pages.clear();
    this.#bytes = 0;
  }
}

function keyOf(call: ApiCall): string {
  return `${call.version} ${call.target}`;
}
