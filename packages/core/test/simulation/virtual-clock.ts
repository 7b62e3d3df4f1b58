import type { Clock } from "../../src/ports/ports.ts";

interface Sleeper {
  readonly wakeAt: number;
  readonly order: number;
  readonly wake: () => void;
}

/**
 * The one clock of a simulation: it stands still while anybody computes and jumps to the next sleeper when nobody does, so
 * that days pass in milliseconds and one seed gives one history.
 */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #sleepers: Sleeper[] = [];

  constructor(startMilliseconds: number) {
    this.#now = startMilliseconds;
  }

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      const sleeper = { wakeAt: this.#now + Math.max(0, milliseconds), order: this.#order++, wake: resolve };
      this.#insert(sleeper);
      signal?.addEventListener(
        "abort",
        () => {
          const place = this.#sleepers.indexOf(sleeper);
          if (place !== -1) this.#sleepers.splice(place, 1);
          reject(signal.reason as Error);
        },
        { once: true },
      );
    });
  }

  /** Lets time pass until `work` has come to an end. Throws when everybody waits and nobody sleeps: a deadlock. */
  async run<Result>(work: Promise<Result>): Promise<Result> {
    let ended = false;
    const watched = work.finally(() => {
      ended = true;
    });
    watched.catch(() => undefined);
    for (;;) {
      await allMicrotasks();
      if (ended) return watched;
      const next = this.#sleepers.shift();
      if (next === undefined) throw new Error("deadlock: everybody waits and nobody sleeps");
      this.#now = Math.max(this.#now, next.wakeAt);
      next.wake();
    }
  }

  /** Lets `milliseconds` pass, waking whoever is due. */
  advance(milliseconds: number): Promise<void> {
    return this.run(this.sleep(milliseconds));
  }

  #insert(sleeper: Sleeper): void {
    let place = this.#sleepers.length;
    while (place > 0 && isLater(this.#sleepers[place - 1], sleeper)) place -= 1;
    this.#sleepers.splice(place, 0, sleeper);
  }
}

function isLater(one: Sleeper | undefined, other: Sleeper): boolean {
  return one !== undefined && one.wakeAt > other.wakeAt;
}

/** Everything that can go on without time passing has gone on: Node runs immediates when no promise job is left. */
function allMicrotasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
