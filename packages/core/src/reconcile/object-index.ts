/** The newest row of one object, in numbers. */
export interface IndexedRow {
  /** 16 hexadecimal digits, of the object's id. */
  readonly key: string;
  /** Hexadecimal digits: tells a repeated row from another version. */
  readonly rowId: string;
  readonly version: number;
  readonly sequence: number;
  /** 16 hexadecimal digits; zeros when content is not compared. */
  readonly content: string;
  readonly deleted: boolean;
  /** Unix seconds; undefined on a tombstone. */
  readonly created: number | undefined;
  /** Indices into the caller's list of names: the currency first, then a group for each grouping. */
  readonly labels: readonly number[];
  /** A bit for each identity that the row breaks; at most six. */
  readonly broken: number;
  /** Minor units, one for each sum of the resource. */
  readonly amounts: readonly number[];
}

/** How many amounts and labels each object has. */
interface Widths {
  readonly sums: number;
  readonly labels: number;
}

/** What is kept of each object, column by column. */
class Columns {
  readonly keys: BigUint64Array;
  readonly contents: BigUint64Array;
  readonly rowIds: Uint32Array;
  readonly versions: Float64Array;
  readonly sequences: Float64Array;
  readonly created: Float64Array;
  readonly labels: Uint16Array;
  readonly amounts: Float64Array;
  readonly flags: Uint8Array;

  constructor(capacity: number, { sums, labels }: Widths, from?: Columns) {
    this.keys = new BigUint64Array(capacity);
    this.contents = new BigUint64Array(capacity);
    this.rowIds = new Uint32Array(capacity);
    this.versions = new Float64Array(capacity);
    this.sequences = new Float64Array(capacity);
    this.created = new Float64Array(capacity);
    this.labels = new Uint16Array(capacity * labels);
    this.amounts = new Float64Array(capacity * sums);
    this.flags = new Uint8Array(capacity);
    if (from === undefined) return;
    this.keys.set(from.keys);
    this.contents.set(from.contents);
    this.rowIds.set(from.rowIds);
    this.versions.set(from.versions);
    this.sequences.set(from.sequences);
    this.created.set(from.created);
    this.labels.set(from.labels);
    this.amounts.set(from.amounts);
    this.flags.set(from.flags);
  }
}

const deletedFlag = 1;
const seenFlag = 2;
/** The identities' bits begin here. */
const brokenShift = 2;

/**
 * A million objects in under 100 MB: columns of typed arrays, found through a hash table by 64 bits of a hash of the id. Ids
 * themselves are not kept; whoever finds a difference has the object before him. A place is an object's position.
 */
export class ObjectIndex {
  readonly #widths: Widths;
  #columns: Columns;
  #capacity = 1_024;
  #size = 0;
  /** Position + 1 by hash; 0 is free. Twice as many as objects, so that a search is short. */
  #table = new Uint32Array(2 * 1_024);
  /** Rows added in all, and those whose `_id` the newest row of their object already had. */
  rows = 0;
  repeated = 0;

  constructor(widths: Widths) {
    this.#widths = widths;
    this.#columns = new Columns(this.#capacity, widths);
  }

  get size(): number {
    return this.#size;
  }

  /** Keeps the row if it is newer than what is known of the object. */
  add(row: IndexedRow): void {
    this.rows += 1;
    const key = BigInt(`0x${row.key}`);
    const known = this.#search(key);
    if (known === undefined) {
      this.#keep(this.#place(key), row);
      return;
    }
    const columns = this.#columns;
    if (columns.rowIds[known] === shortened(row.rowId)) this.repeated += 1;
    // A tombstone has no `created`; the versions before it tell when the object was made.
    if (row.created !== undefined) columns.created[known] = row.created;
    if (this.#isNewer(row, known)) this.#keep(known, row);
  }

  /** The object's place, or undefined when no row of it was added. */
  find(key: string): number | undefined {
    return this.#search(BigInt(`0x${key}`));
  }

  /** What the object was added under. */
  key(place: number): string {
    return hexadecimal(this.#columns.keys[place]);
  }

  content(place: number): string {
    return hexadecimal(this.#columns.contents[place]);
  }

  isDeleted(place: number): boolean {
    return ((this.#columns.flags[place] ?? 0) & deletedFlag) !== 0;
  }

  markSeen(place: number): void {
    this.#columns.flags[place] = (this.#columns.flags[place] ?? 0) | seenFlag;
  }

  isSeen(place: number): boolean {
    return ((this.#columns.flags[place] ?? 0) & seenFlag) !== 0;
  }

  /** Unix seconds. */
  created(place: number): number | undefined {
    const created = this.#columns.created[place] ?? Number.NaN;
    return Number.isNaN(created) ? undefined : created;
  }

  label(place: number, position: number): number {
    return this.#columns.labels[place * this.#widths.labels + position] ?? 0;
  }

  /** The identities' bits. */
  broken(place: number): number {
    return (this.#columns.flags[place] ?? 0) >> brokenShift;
  }

  amount(place: number, sum: number): number {
    return this.#columns.amounts[place * this.#widths.sums + sum] ?? 0;
  }

  *places(): Generator<number> {
    for (let place = 0; place < this.#size; place += 1) yield place;
  }

  #keep(place: number, row: IndexedRow): void {
    const columns = this.#columns;
    columns.versions[place] = row.version;
    columns.sequences[place] = row.sequence;
    columns.contents[place] = BigInt(`0x${row.content}`);
    columns.rowIds[place] = shortened(row.rowId);
    columns.flags[place] = (row.deleted ? deletedFlag : 0) | (row.broken << brokenShift);
    row.labels.forEach((label, position) => {
      columns.labels[place * this.#widths.labels + position] = label;
    });
    if (row.created !== undefined) columns.created[place] = row.created;
    row.amounts.forEach((amount, sum) => {
      columns.amounts[place * this.#widths.sums + sum] = amount;
    });
  }

  #isNewer(row: IndexedRow, place: number): boolean {
    const version = this.#columns.versions[place] ?? 0;
    return row.version > version || (row.version === version && row.sequence > (this.#columns.sequences[place] ?? 0));
  }

  /** A new place for the key. */
  #place(key: bigint): number {
    if (this.#size === this.#capacity) this.#grow();
    const place = this.#size;
    this.#size += 1;
    this.#columns.keys[place] = key;
    this.#columns.created[place] = Number.NaN;
    this.#table[this.#slot(key)] = place + 1;
    return place;
  }

  #search(key: bigint): number | undefined {
    const found = this.#table[this.#slot(key)] ?? 0;
    return found === 0 ? undefined : found - 1;
  }

  /** Where in the table the key stands, or would stand. */
  #slot(key: bigint): number {
    const mask = this.#table.length - 1;
    let slot = Number(BigInt.asUintN(32, key)) & mask;
    for (;;) {
      const found = this.#table[slot] ?? 0;
      if (found === 0 || this.#columns.keys[found - 1] === key) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#columns = new Columns(this.#capacity, this.#widths, this.#columns);
    this.#table = new Uint32Array(this.#capacity * 2);
    for (const place of this.places()) this.#table[this.#slot(this.#columns.keys[place] ?? 0n)] = place + 1;
  }
}

/** 32 bits are enough to tell two rows of one object apart. */
function shortened(rowId: string): number {
  return Number.parseInt(rowId.slice(0, 8), 16) >>> 0;
}

function hexadecimal(number: bigint | undefined): string {
  return (number ?? 0n).toString(16).padStart(16, "0");
}
