/** A growing list of integers without an object for each: 4 bytes an entry, or 1 for codes below 256. */
export class IntegerColumn {
  #values: Int32Array | Uint8Array;
  #length = 0;

  constructor(width: "code" | "integer" = "integer", capacity = 64) {
    this.#values = width === "code" ? new Uint8Array(capacity) : new Int32Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** The value at `index`; throws a RangeError outside the column. */
  at(index: number): number {
    const value = this.#values[index];
    if (value === undefined || index >= this.#length) throw new RangeError(`no entry ${index} in ${this.#length}`);
    return value;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow();
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** The first index whose value is at least `minimum`, in a column that never falls. */
  lowerBound(minimum: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#values[middle] ?? 0) < minimum) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(): void {
    const capacity = this.#values.length * 2;
    const larger = this.#values instanceof Uint8Array ? new Uint8Array(capacity) : new Int32Array(capacity);
    larger.set(this.#values);
    this.#values = larger;
  }
}
