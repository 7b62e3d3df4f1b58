const MASK = "[secret]";

/**
 * A resolved secret that never prints: string conversion, `JSON.stringify` and `util.inspect` all give a mask. Only
 * `reveal()` gives the value, so a search for that word finds every place that uses one.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  /** What `util.inspect` and the assertion messages of test runners call. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return MASK;
  }
}
