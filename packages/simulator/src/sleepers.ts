export interface Sleeper {
  /** Milliseconds since 1970. */
  readonly wakeAt: number;
  readonly wake: () => void;
}

/**
 * Who waits for a time to come: woken in the order of their time, and equal times in the order in which they fell asleep, so
 * that one seed gives one history.
 */
export class Sleepers {
  readonly #inOrder: Sleeper[] = [];

  add(sleeper: Sleeper): void {
    let place = this.#inOrder.length;
    while (place > 0 && isLater(this.#inOrder[place - 1], sleeper)) place -= 1;
    this.#inOrder.splice(place, 0, sleeper);
  }

  /** For one who no longer waits; without effect for one who has been taken. */
  remove(sleeper: Sleeper): void {
    const place = this.#inOrder.indexOf(sleeper);
    if (place !== -1) this.#inOrder.splice(place, 1);
  }

  first(): Sleeper | undefined {
    return this.#inOrder[0];
  }

  /** The first, who sleeps no longer. */
  take(): Sleeper | undefined {
    return this.#inOrder.shift();
  }
}

function isLater(one: Sleeper | undefined, other: Sleeper): boolean {
  return one !== undefined && one.wakeAt > other.wakeAt;
}
