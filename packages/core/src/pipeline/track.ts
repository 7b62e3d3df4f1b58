import type { Database } from "../state/tables.ts";

/** One page on its way. Settled: every row that it owes is accepted, rejected, quarantined or known, durably. */
export interface Ticket {
  settled: boolean;
}

/**
 * The pages of one cursor, in the order in which they were read. Only the gap-free settled prefix moves the checkpoint, so
 * a page that is settled before an earlier one waits for it.
 */
export class Track<Position> {
  readonly #save: (transaction: Database, positions: readonly Position[]) => Promise<void>;
  readonly #tickets: (Ticket & { readonly position: Position })[] = [];

  constructor(save: (transaction: Database, positions: readonly Position[]) => Promise<void>) {
    this.#save = save;
  }

  /** `position`: what to save once this page and all before it are settled. */
  issue(position: Position): PageTicket {
    const ticket = { settled: false, position };
    this.#tickets.push(ticket);
    return { ticket, track: this };
  }

  /** Saves how far the prefix has got; part of the transaction that settles its pages. */
  async advance(transaction: Database, provenPrefix: (tickets: readonly Ticket[]) => number): Promise<void> {
    const length = provenPrefix(this.#tickets);
    if (length === 0) return;
    const proven = this.#tickets.splice(0, length);
    await this.#save(
      transaction,
      proven.map(({ position }) => position),
    );
  }
}

/** A ticket and whom to tell; the kind of position is the track's own affair. */
export interface PageTicket {
  readonly ticket: Ticket;
  readonly track: {
    advance(transaction: Database, provenPrefix: (tickets: readonly Ticket[]) => number): Promise<void>;
  };
}
