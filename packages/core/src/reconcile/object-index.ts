/** The newest row of one object, in numbers. */
export interface IndexedRow {
  /** 16 hexadecimal digits, of the object's id. */
  readonly key: string;
  /** 32 hexadecimal digits or fewer: tells a repeated row from another version. */
  readonly rowId: string;
  readonly version: number;
  readonly sequence: number;
  /** 16 hexadecimal digits; zeros when content is not compared. */
  readonly content: string;
  readonly deleted: boolean;
  /** Unix seconds; undefined on a tombstone. */
  readonly created: number | undefined;
  /** Index into the caller's list of currencies; -1 without money. */
  readonly currency: number;
  /** Minor units, one for each sum of the resource. */
  readonly amounts: readonly number[];
}

const emptySlot = 0;
const numbersPerObject = 4;

/**
 * A million objects in some 100 MB: an open-addressing table over typed arrays, keyed by 64 bits of a hash of the id. Ids
 * themselves are not kept; whoever finds a difference has the object before him.
 */
export class ObjectIndex {
  readonly #sums: number;
  #capacity = 1024;
  #size = 0;
  #keys: BigUint64Array;
  #contents: BigUint64Array;
  #rowIds: BigUint64Array;
  #numbers: Float64Array;
  #amounts: Float64Array;
  /** 1: deleted. 2: seen at Stripe. */
  #flags: Uint8Array;
  /** Rows added in all, and those whose `_id` the newest row of their object already had. */
  rows = 0;
  repeated = 0;

  constructor(sums: number) {
    this.#sums = sums;
    this.#keys = new BigUint64Array(this.#capacity);
    this.#contents = new BigUint64Array(this.#capacity);
    this.#rowIds = new BigUint64Array(this.#capacity);
    this.#numbers = new Float64Array(this.#capacity * numbersPerObject);
    this.#amounts = new Float64Array(this.#capacity * sums);
    this.#flags = new Uint8Array(this.#capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** Keeps the row if it is newer than what is known of the object. */
  add(row: IndexedRow): void {
    this.rows += 1;
    if (this.#size * 4 >= this.#capacity * 3) this.#grow();
    const key = keyOf(row.key);
    const slot = this.#slot(key);
    const isNew = this.#keys[slot] === BigInt(emptySlot);
    const at = slot * numbersPerObject;
    const rowId = BigInt(`0x${row.rowId.slice(0, 16).padStart(1, "0")}`);
    if (isNew) {
      this.#keys[slot] = key;
      this.#numbers[at + 2] = Number.NaN;
      this.#size += 1;
    } else {
      if (this.#rowIds[slot] === rowId) this.repeated += 1;
      // A tombstone has no `created`; the versions before it tell when the object was made.
      if (row.created !== undefined) this.#numbers[at + 2] = row.created;
      if (!this.#isNewer(row, at)) return;
    }
    this.#numbers[at] = row.version;
    this.#numbers[at + 1] = row.sequence;
    if (row.created !== undefined) this.#numbers[at + 2] = row.created;
    if (!row.deleted || isNew) this.#numbers[at + 3] = row.currency;
    this.#contents[slot] = BigInt(`0x${row.content}`);
    this.#rowIds[slot] = rowId;
    this.#flags[slot] = row.deleted ? 1 : 0;
    for (let sum = 0; sum < this.#sums; sum += 1) this.#amounts[slot * this.#sums + sum] = row.amounts[sum] ?? 0;
  }

  /** The object's place, or undefined when the platform has no row of it. */
  find(key: string): number | undefined {
    const wanted = keyOf(key);
    const slot = this.#slot(wanted);
    return this.#keys[slot] === wanted ? slot : undefined;
  }

  content(slot: number): string {
    return (this.#contents[slot] ?? 0n).toString(16).padStart(16, "0");
  }

  isDeleted(slot: number): boolean {
    return ((this.#flags[slot] ?? 0) & 1) === 1;
  }

  /** What the object was added under. */
  key(slot: number): string {
    return (this.#keys[slot] ?? 0n).toString(16).padStart(16, "0");
  }

  markSeen(slot: number): void {
    this.#flags[slot] = (this.#flags[slot] ?? 0) | 2;
  }

  isSeen(slot: number): boolean {
    return ((this.#flags[slot] ?? 0) & 2) === 2;
  }

  /** Unix seconds. */
  created(slot: number): number | undefined {
    const created = this.#numbers[slot * numbersPerObject + 2] ?? Number.NaN;
    return Number.isNaN(created) ? undefined : created;
  }

  currency(slot: number): number {
    return this.#numbers[slot * numbersPerObject + 3] ?? -1;
  }

  amount(slot: number, sum: number): number {
    return this.#amounts[slot * this.#sums + sum] ?? 0;
  }

  *slots(): Generator<number> {
    for (let slot = 0; slot < this.#capacity; slot += 1) {
      if (this.#keys[slot] !== BigInt(emptySlot)) yield slot;
    }
  }

  #isNewer(row: IndexedRow, at: number): boolean {
    const version = this.#numbers[at] ?? 0;
    return row.version > version || (row.version === version && row.sequence > (this.#numbers[at + 1] ?? 0));
  }

  #slot(key: bigint): number {
    const mask = this.#capacity - 1;
    let slot = Number(key & 0xffff_ffffn) & mask;
    while (this.#keys[slot] !== key && this.#keys[slot] !== BigInt(emptySlot)) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const old = {
      keys: this.#keys,
      contents: this.#contents,
      rowIds: this.#rowIds,
      numbers: this.#numbers,
      amounts: this.#amounts,
      flags: this.#flags,
    };
    this.#capacity *= 2;
    this.#keys = new BigUint64Array(this.#capacity);
    this.#contents = new BigUint64Array(this.#capacity);
    this.#rowIds = new BigUint64Array(this.#capacity);
    this.#numbers = new Float64Array(this.#capacity * numbersPerObject);
    this.#amounts = new Float64Array(this.#capacity * this.#sums);
    this.#flags = new Uint8Array(this.#capacity);
    old.keys.forEach((key, from) => {
      if (key === BigInt(emptySlot)) return;
      const to = this.#slot(key);
      this.#keys[to] = key;
      this.#contents[to] = old.contents[from] ?? 0n;
      this.#rowIds[to] = old.rowIds[from] ?? 0n;
      this.#flags[to] = old.flags[from] ?? 0;
      this.#numbers.set(
        old.numbers.subarray(from * numbersPerObject, (from + 1) * numbersPerObject),
        to * numbersPerObject,
      );
      this.#amounts.set(old.amounts.subarray(from * this.#sums, (from + 1) * this.#sums), to * this.#sums);
    });
  }
}

/** Zero marks an empty slot, so the one key that is zero becomes one. */
function keyOf(hexadecimal: string): bigint {
  const key = BigInt(`0x${hexadecimal}`);
  return key === 0n ? 1n : key;
}
