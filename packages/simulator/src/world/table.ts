import { SimulatorError } from "../simulator-error.ts";
import type { Identifiers } from "./identifiers.ts";
import { IntegerColumn } from "./integer-column.ts";
import type { Patch, Resource, StripeObject } from "./kinds.ts";

/** What changed in an object after the world began. */
export interface Change {
  readonly patch: Patch;
  readonly deleted: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The state before, for readers that are shown stale data; absent: the object as it was made. */
  readonly before?: Change;
}

export type ColumnWidths = Readonly<Record<string, "code" | "integer">>;

/**
 * All objects of one resource as columns, in the order of their creation: an index is a rank, so a page is a walk and a
 * `created` window two binary searches. Rows are never rewritten; what changes later is kept beside them.
 */
export class Table<Widths extends ColumnWidths> {
  readonly resource: Resource;
  readonly created = new IntegerColumn();
  readonly columns: { readonly [Name in keyof Widths]: IntegerColumn };
  readonly #identifiers: Identifiers;
  readonly #fixedIds = new Map<number, string>();
  readonly #indexOfFixedId = new Map<string, number>();
  readonly #fixedParts = new Map<number, StripeObject>();
  readonly #changes = new Map<number, Change>();

  constructor(resource: Resource, widths: Widths, identifiers: Identifiers) {
    this.resource = resource;
    this.#identifiers = identifiers;
    this.columns = Object.fromEntries(
      Object.entries(widths).map(([name, width]) => [name, new IntegerColumn(width)]),
    ) as unknown as { readonly [Name in keyof Widths]: IntegerColumn };
  }

  get size(): number {
    return this.created.length;
  }

  /** Appends a row and returns its index. `created` is in seconds and may not lie before the last row's. */
  add(created: number, row: { readonly [Name in keyof Widths]: number }): number {
    const index = this.size;
    if (index > 0 && created < this.created.at(index - 1)) {
      throw new SimulatorError(
        "SAEP-3007",
        `${this.resource} ${index} is older than the one before it`,
        "report this defect",
      );
    }
    this.created.push(created);
    for (const name of Object.keys(this.columns)) this.columns[name]?.push(row[name] ?? 0);
    return index;
  }

  idOf(index: number): string {
    return this.#fixedIds.get(index) ?? this.#identifiers.idOf(this.resource, index);
  }

  /** Where `id` stands, or undefined if there is no such object; a deleted object still stands somewhere. */
  indexOf(id: string): number | undefined {
    const fixed = this.#indexOfFixedId.get(id);
    if (fixed !== undefined) return fixed;
    const index = this.#identifiers.indexOf(this.resource, id);
    return index !== undefined && index < this.size && !this.#fixedIds.has(index) ? index : undefined;
  }

  /** Gives a row the id and the fields that a published object has. */
  fix(index: number, id: string, part: StripeObject): void {
    this.#fixedIds.set(index, id);
    this.#indexOfFixedId.set(id, index);
    this.#fixedParts.set(index, part);
  }

  fixedPart(index: number): StripeObject | undefined {
    return this.#fixedParts.get(index);
  }

  changeOf(index: number): Change | undefined {
    return this.#changes.get(index);
  }

  isDeleted(index: number): boolean {
    return this.#changes.get(index)?.deleted ?? false;
  }

  change(index: number, change: Change): void {
    this.#changes.set(index, change);
  }

  /** How many objects have changed since the world began. */
  get changed(): number {
    return this.#changes.size;
  }
}
