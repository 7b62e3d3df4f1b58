export type ColumnKind = "text" | "time" | "long" | "double" | "boolean";

/** Pairs of levels as they follow each other, with equal neighbours counted: most columns have the same ones for long. */
export class LevelRuns {
  #definitions: number[] = [];
  #repetitions: number[] = [];
  #counts: number[] = [];

  add(definition: number, repetition: number, count: number): void {
    const last = this.#counts.length - 1;
    if (last >= 0 && this.#definitions[last] === definition && this.#repetitions[last] === repetition) {
      this.#counts[last] = (this.#counts[last] ?? 0) + count;
      return;
    }
    this.#definitions.push(definition);
    this.#repetitions.push(repetition);
    this.#counts.push(count);
  }

  /** Gives every run and forgets it. */
  take(each: (definition: number, repetition: number, count: number) => void): void {
    if (this.#counts.length === 0) return;
    const [definitions, repetitions, counts] = [this.#definitions, this.#repetitions, this.#counts];
    [this.#definitions, this.#repetitions, this.#counts] = [[], [], []];
    for (const [index, count] of counts.entries()) each(definitions[index] ?? 0, repetitions[index] ?? 0, count);
  }

  get total(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  /** One level for each value or missing value. */
  definitions(): Uint8Array {
    return this.#spread(this.#definitions);
  }

  repetitions(): Uint8Array {
    return this.#spread(this.#repetitions);
  }

  #spread(levels: readonly number[]): Uint8Array {
    const all = new Uint8Array(this.total);
    let start = 0;
    for (const [index, count] of this.#counts.entries()) {
      all.fill(levels[index] ?? 0, start, start + count);
      start += count;
    }
    return all;
  }
}

/** What one column of a file holds: JSON's values where they are, and the levels of all places. */
export class ParquetColumn {
  readonly kind: ColumnKind;
  readonly path: readonly string[];
  /** The levels of a value that is there. */
  readonly definition: number;
  readonly repetition: number;
  readonly values: unknown[] = [];
  readonly levels = new LevelRuns();

  constructor(
    kind: ColumnKind,
    place: { readonly path: readonly string[]; readonly definition: number; readonly repetition: number },
  ) {
    this.kind = kind;
    this.path = place.path;
    this.definition = place.definition;
    this.repetition = place.repetition;
  }
}
