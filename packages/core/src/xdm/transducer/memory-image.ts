/** An address in the module's memory. */
export type Address = number;

/** Copies of the module write and read whole sixteens. */
const alignment = 16;

/** What lies in the module's memory from an address on, put together piece by piece. */
export class MemoryImage {
  readonly #from: Address;
  readonly #texts = new Map<string, Address>();
  #bytes = Buffer.alloc(1 << 16);
  #used = 0;

  constructor(from: Address) {
    this.#from = from;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  words(values: readonly number[]): Address {
    const address = this.take(values.length * 4);
    for (const [index, value] of values.entries()) this.set(address + index * 4, value);
    return address;
  }

  /** A text in UTF-8 with zeros behind it; equal texts are kept once. Gives address and length. */
  text(text: string): readonly [Address, number] {
    const bytes = Buffer.from(text);
    let address = this.#texts.get(text);
    if (address === undefined) {
      address = this.take(bytes.length + alignment);
      bytes.copy(this.#bytes, address - this.#from);
      this.#texts.set(text, address);
    }
    return [address, bytes.length];
  }

  /** Zeroed bytes. */
  take(bytes: number): Address {
    const address = this.#from + this.#used;
    this.#used += Math.ceil(bytes / alignment) * alignment;
    if (this.#used > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#used)]);
    }
    return address;
  }

  set(address: Address, word: number): void {
    this.#bytes.writeUInt32LE(word, address - this.#from);
  }
}
