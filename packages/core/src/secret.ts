const hidden = "[secret]";

/**
 * A value that must never be printed: a key, a token, a signing secret. Whatever prints, serialises or interpolates it
 * gets `[secret]`; only `reveal()` gives the value, and only for the moment in which it is sent.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  /** The part before the random characters (`rk_test_`), which tells kind and mode without giving anything away. */
  get kind(): string {
    return /^[a-z]{2,5}_(?:test_|live_|org_)?/.exec(this.#value)?.[0] ?? "";
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return hidden;
  }
}
