const NEWLINE = 0x0a;
const SMALLEST = 64 * 1024;

/**
 * Lines of one file after the other in the same block of memory. A block for each file would be some megabytes of a
 * process's heap for every file, given back in pieces between which others lie.
 */
export class LineBuffer {
  #block = Buffer.allocUnsafeSlow(SMALLEST);
  #used = 0;

  /** Copies the row; its own memory may go. */
  add(row: Uint8Array): void {
    const needed = this.#used + row.length + 1;
    if (needed > this.#block.length) this.#grow(needed);
    this.#block.set(row, this.#used);
    this.#block[needed - 1] = NEWLINE;
    this.#used = needed;
  }

  get size(): number {
    return this.#used;
  }

  /** What was added since `clear`; it changes with the next line. */
  bytes(): Uint8Array {
    return this.#block.subarray(0, this.#used);
  }

  clear(): void {
    this.#used = 0;
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#block.length * 2));
    larger.set(this.bytes());
    this.#block = larger;
  }
}
