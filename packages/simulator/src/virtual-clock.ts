import type { SimulatedClock } from "./clock.ts";
import { Sleepers } from "./sleepers.ts";

/**
 * A clock that stands still while anybody computes and jumps to the next sleeper when nobody does: days pass in
 * milliseconds, and one seed gives one history. Only for work that waits for nothing but this clock.
 */
export class VirtualClock implements SimulatedClock {
  #now: number;
  readonly #sleepers = new Sleepers();

  constructor(startMilliseconds: number) {
    this.#now = startMilliseconds;
  }

  now(): number {
    return this.#now;
  }

  /** Rejects with the signal's reason as soon as `signal` aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      const giveUp = (): void => {
        this.#sleepers.remove(sleeper);
        reject(signal?.reason as Error);
      };
      // A signal may live as long as the process and see thousands of sleeps: whoever wakes leaves nothing behind on it.
      const wake = (): void => {
        signal?.removeEventListener("abort", giveUp);
        resolve();
      };
      const sleeper = { wakeAt: this.#now + Math.max(0, milliseconds), wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", giveUp, { once: true });
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
      const next = this.#sleepers.take();
      if (next === undefined) throw new Error("deadlock: everybody waits and nobody sleeps");
      this.#now = Math.max(this.#now, next.wakeAt);
      next.wake();
    }
  }

  /** Lets `milliseconds` pass, waking whoever is due. */
  advance(milliseconds: number): Promise<void> {
    return this.run(this.sleep(milliseconds));
  }
}

/** Everything that can go on without time passing has gone on: Node runs immediates when no promise job is left. */
function allMicrotasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
