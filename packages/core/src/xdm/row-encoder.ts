const blockSize = 256 * 1024;
/** One UTF-16 unit takes at most three bytes in UTF-8. */
const largestUnit = 3;

/** Texts to UTF-8, many in one block of memory: a row of its own would cost an allocation each. */
export class RowEncoder {
  #block: Buffer = Buffer.alloc(0);
  #used = 0;

  encode(text: string): Uint8Array {
    const largest = text.length * largestUnit;
    if (this.#block.length - this.#used < largest) {
      this.#block = Buffer.allocUnsafeSlow(Math.max(blockSize, largest));
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += this.#block.write(text, start, "utf8");
    return this.#block.subarray(start, this.#used);
  }
}
