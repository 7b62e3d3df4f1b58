import type { Clock } from "@stripe-aep/core";

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/** Stands still while anybody computes, and jumps to the next sleeper when nobody does: hours pass in seconds. */
export class VirtualClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<Sleeper>();

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
      const forget = () => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      const wake = () => {
        signal?.removeEventListener("abort", forget);
        resolve();
      };
      const sleeper = { wakeAt: this.#now + Math.max(0, milliseconds), wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", forget, { once: true });
    });
  }

  /** Lets time pass until `work` has come to an end. Throws when everybody waits and nobody sleeps. */
  async run<Result>(work: Promise<Result>): Promise<Result> {
    let ended = false;
    const watched = work.finally(() => {
      ended = true;
    });
    watched.catch(() => undefined);
    for (;;) {
      // Immediates run when no promise job is left.
      await new Promise((resolve) => setImmediate(resolve));
      if (ended) return watched;
      const next = this.#first();
      if (next === undefined) throw new Error("everybody waits and nobody sleeps");
      this.#sleepers.delete(next);
      this.#now = Math.max(this.#now, next.wakeAt);
      next.wake();
    }
  }

  #first(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers) if (first === undefined || sleeper.wakeAt < first.wakeAt) first = sleeper;
    return first;
  }
}
