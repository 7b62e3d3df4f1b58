import type { ResourceName } from "../resources.ts";
import type { DatasetKind } from "../xdm/page-mapper.ts";
import type { PageAccount } from "./page-account.ts";

/** A row between its recognition and its verdict. */
export interface RowInFlight {
  readonly resource: ResourceName;
  readonly dataset: DatasetKind;
  /** Stripe id for versioned rows; row id for facts, which have no versions. */
  readonly key: string;
  readonly objectId: string;
  readonly rowId: string;
  readonly digest: string;
  /** Milliseconds and sequence. */
  readonly version: readonly [number, number];
  /** Generation of the complete listing that showed it; 0 when none did. */
  readonly listedIn: number;
  /** Pages that owe this row or rely on it. */
  readonly accounts: PageAccount[];
  /** The platform's, once it is in; from then on nobody needs to wait for the row. */
  verdict?: "accepted" | "rejected";
}

/**
 * The newest version of every row that is on its way. Looking a key up (here and in the store) and entering a row must not
 * interleave with a settlement that moves rows from here to there: hence `exclusively`.
 */
export class VersionBook {
  /** By dataset, resource and key: one text of the three for every row would be the largest part of it. */
  readonly #places = new Map<DatasetKind, Map<ResourceName, Map<string, RowInFlight>>>();
  #last: Promise<unknown> = Promise.resolve();

  find(resource: ResourceName, dataset: DatasetKind, key: string): RowInFlight | undefined {
    return this.#placeOf(resource, dataset).get(key);
  }

  enter(row: RowInFlight): void {
    this.#placeOf(row.resource, row.dataset).set(row.key, row);
  }

  /** The verdict on these rows is in the store; a newer version of the same object stays. */
  settle(rows: readonly RowInFlight[]): void {
    for (const row of rows) {
      const place = this.#placeOf(row.resource, row.dataset);
      if (place.get(row.key) === row) place.delete(row.key);
    }
  }

  exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  #placeOf(resource: ResourceName, dataset: DatasetKind): Map<string, RowInFlight> {
    const known = this.#places.get(dataset)?.get(resource);
    if (known !== undefined) return known;
    const ofDataset = this.#places.get(dataset) ?? new Map<ResourceName, Map<string, RowInFlight>>();
    const place = new Map<string, RowInFlight>();
    this.#places.set(dataset, ofDataset.set(resource, place));
    return place;
  }
}
