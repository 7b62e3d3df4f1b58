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
  readonly #rows = new Map<string, RowInFlight>();
  #last: Promise<unknown> = Promise.resolve();

  find(resource: ResourceName, dataset: DatasetKind, key: string): RowInFlight | undefined {
    return this.#rows.get(`${dataset} ${resource} ${key}`);
  }

  enter(row: RowInFlight): void {
    this.#rows.set(placeOf(row), row);
  }

  /** The verdict on these rows is in the store; a newer version of the same object stays. */
  settle(rows: readonly RowInFlight[]): void {
    for (const row of rows) if (this.#rows.get(placeOf(row)) === row) this.#rows.delete(placeOf(row));
  }

  exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

function placeOf(row: RowInFlight): string {
  return `${row.dataset} ${row.resource} ${row.key}`;
}
