/** A 32-bit hash of integers, for everything that is a function of (seed, kind, index). */
export function mix(...parts: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    hash = Math.imul(hash ^ (part | 0), 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

/** A cheap stream of draws for one object: no closure for each method, because a page of 100 objects makes 100 of them. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer in [0, exclusiveMaximum). */
  below(exclusiveMaximum: number): number {
    return Math.floor(this.next() * exclusiveMaximum);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError("pick needs a list that is not empty");
    return item;
  }

  /** One of `rows` by their weights. */
  weighted<Item>(rows: readonly (readonly [item: Item, weight: number])[]): Item {
    let rest = this.next() * rows.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of rows) {
      rest -= weight;
      if (rest < 0) return item;
    }
    const last = rows.at(-1);
    if (last === undefined) throw new RangeError("weighted needs a list that is not empty");
    return last[0];
  }

  /** `length` characters of `alphabet`. */
  text(length: number, alphabet: string): string {
    let text = "";
    for (let position = 0; position < length; position += 1) text += alphabet.charAt(this.below(alphabet.length));
    return text;
  }
}
