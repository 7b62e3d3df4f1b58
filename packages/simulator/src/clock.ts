import { Sleepers } from "./sleepers.ts";

/** Time as the simulated world sees it. */
export interface SimulatedClock {
  /** Milliseconds since 1970-01-01T00:00:00Z. Never goes back. */
  now(): number;
  /** Resolves once `now()` has advanced by `milliseconds`. */
  sleep(milliseconds: number): Promise<void>;
}

/** The machine's own time, for servers that people and integration tests meet. */
export const systemClock: SimulatedClock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** A clock that stands still until it is moved: `advance` wakes whoever is due on the way. */
export class ManualClock implements SimulatedClock {
  #now: number;
  readonly #sleepers = new Sleepers();

  constructor(startMilliseconds: number) {
    this.#now = startMilliseconds;
  }

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.add({ wakeAt: this.#now + Math.max(0, milliseconds), wake });
    });
  }

  /** When the next sleeper wakes, in milliseconds since 1970; undefined if nobody sleeps. */
  nextWake(): number | undefined {
    return this.#sleepers.first()?.wakeAt;
  }

  /** Moves to `milliseconds` since 1970 and wakes the first sleeper that is due; returns whether there was one. */
  wakeNext(until = Number.POSITIVE_INFINITY): boolean {
    const first = this.#sleepers.first();
    if (first === undefined || first.wakeAt > until) return false;
    this.#sleepers.take();
    this.#now = Math.max(this.#now, first.wakeAt);
    first.wake();
    return true;
  }

  /** Moves time on by `milliseconds`, waking everybody who is due on the way. */
  async advance(milliseconds: number): Promise<void> {
    const target = this.#now + milliseconds;
    while (this.wakeNext(target)) await Promise.resolve();
    this.#now = target;
  }
}

/** A clock that runs as fast as the machine's from a chosen start, and can be put forward: for rehearsals. */
export class AdjustableClock implements SimulatedClock {
  #offset: number;

  /** Begins at `startMilliseconds` since 1970; left out, at the machine's own time. */
  constructor(startMilliseconds = Date.now()) {
    this.#offset = startMilliseconds - Date.now();
  }

  now(): number {
    return Date.now() + this.#offset;
  }

  sleep(milliseconds: number): Promise<void> {
    return systemClock.sleep(milliseconds);
  }

  /** Moves time on by `milliseconds`, which may not be negative. */
  async advance(milliseconds: number): Promise<void> {
    if (milliseconds < 0) throw new RangeError("time does not go back");
    this.#offset += milliseconds;
  }
}
