/** A stream of pseudo-random numbers; the same seed gives the same stream on every machine. */
export interface RandomStream {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [0, exclusiveMaximum). */
  integer(exclusiveMaximum: number): number;
  /** One element of a list that is not empty. */
  pick<Item>(items: readonly Item[]): Item;
  /** True with the given probability in [0, 1]. */
  chance(probability: number): boolean;
  /** `length` characters of `alphabet`. */
  text(length: number, alphabet?: string): string;
}

const LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** A 32-bit hash of a text (FNV-1a), to make a seed of names: `seedOf("charge", 17)`. */
export function seedOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of parts.join("/")) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash >>> 0;
}

/** Mulberry32: small, fast, and good enough for worlds and faults; never for secrets. */
export function randomStream(seed: number): RandomStream {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const integer = (exclusiveMaximum: number): number => Math.floor(next() * exclusiveMaximum);
  return {
    next,
    integer,
    pick: (items) => {
      const item = items[integer(items.length)];
      if (item === undefined) throw new RangeError("pick needs a list that is not empty");
      return item;
    },
    chance: (probability) => next() < probability,
    text: (length, alphabet = LETTERS_AND_DIGITS) =>
      Array.from({ length }, () => alphabet.charAt(integer(alphabet.length))).join(""),
  };
}
