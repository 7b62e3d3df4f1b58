import type { Resource } from "../resources.ts";
import type { PageAccount } from "./page-account.ts";
import type { Ticket } from "./track.ts";

/** What is known of a row: from the store, or from one that is on its way. */
export interface KnownRow {
  readonly digest: string;
  readonly sequence: number;
  /** Milliseconds of its version. */
  readonly milliseconds: number;
}

/** One reading of an object, to be compared with what is known. */
export interface ObjectReading {
  readonly digest: string;
  /** Sequence below which everything had arrived before its request left. */
  readonly after: number;
  readonly milliseconds: number;
  /** Whether it was read because of a "look-again". */
  readonly isSecondLook: boolean;
}

export type Recognition = "new" | "unchanged" | "look-again";

/** Milliseconds for which Stripe's lists and copies may still show an object as it was before a change. */
export const STALENESS = 10_000;

/**
 * The small decisions on which the invariants hang, in one place and by name. The deterministic simulation replaces one at
 * a time by a wrong one and asks whether its checker notices.
 */
export interface Decisions {
  /**
   * A known digest is nothing new. A different one counts if its request left after the known version had arrived: of two
   * requests that overlapped either may have seen the older state, and within seconds of a change a later answer may still
   * come from a copy that has not heard of it. Then the object is read once more, a little later.
   */
  recognise(known: KnownRow | undefined, reading: ObjectReading): Recognition;
  /** How many tickets, from the first, are settled without a gap. */
  readonly provenPrefix: (tickets: readonly Ticket[]) => number;
  /** A page may be checkpointed when nothing that it owes or relies on is pending. */
  mayCheckpoint(account: PageAccount): boolean;
  /** Whether a page that relies on a row in flight waits for that row's verdict. */
  waitsForRowsInFlight(): boolean;
  /** How to go on after a page: an empty one after a promise is not believed. */
  afterPage(page: PageEnd): "done" | "next-page" | "look-again";
  /** The `created[lte]` (unix seconds) with which reading goes on when the last object read was of `lastSeconds`. */
  resumeFrom(lastSeconds: number): number;
  /** Whether a cursor whose object is gone is replaced by the second of that object. */
  survivesLostCursor(): boolean;
  /** The listings that together show all of a resource. */
  passes(resource: Resource): readonly Readonly<Record<string, string>>[];
  /** `created[lt]` of the older part when a slice is cut so that the newer part begins at `middle`. */
  olderPartEnd(middle: number): number;
  /** Up to which second events may be trusted to be all visible, and from which they are read. Unix seconds. */
  eventWindow(clock: EventClock): { readonly from: number; readonly to: number };
  /** Unix seconds at which the account's changes begin to be followed, taken before its backfill begins. */
  anchor(clock: { readonly stripeNow: number; readonly ownNow: number }): number;
  /** Whether a batch found sealed at start, or one whose create was not answered, is looked up before it is sent. */
  looksBatchUp(): boolean;
  /** Whether a batch that succeeded is asked which rows it refused. */
  readsDiagnostics(): boolean;
  /** Whether a stream whose answer never came is taken for accepted. */
  trustsSilence(): boolean;
  /** Whether the answer to each streamed row is read. */
  readsStreamAnswers(): boolean;
  /** Whether a stream found sealed at start is sent again: no question to the platform tells whether it arrived. */
  repeatsStreams(): boolean;
  /** Whether rows of a stream that are on another machine are made again in the version that was sealed. */
  keepsStreamedVersions(): boolean;
  /** Whether the platform is asked which streamed rows it refused after it had acknowledged them. */
  readsLateRefusals(): boolean;
  /** Whether rows that the platform does not count, without a word of why, are looked for and sent again. */
  countsRows(): boolean;
  /** Whether what an event names is read again from Stripe. */
  refetches(event: { readonly type: string }): boolean;
  /** Whether an answer owes no rows: a tombstone of what was never sent. */
  owesNothing(known: KnownRow | undefined, isTombstone: boolean): boolean;
  /** What the ledger counts as read when `rows` rows have found their places. */
  rowsRead(rows: number): number;
  /** Whether refused records and rejected rows are kept. */
  keepsRefused(): boolean;
  /** Whether the lease is asserted in the transactions of the run. */
  assertsLease(): boolean;
}

export interface PageEnd {
  readonly records: number;
  readonly hasMore: boolean;
  /** Whether the page before this one promised more. */
  readonly moreWasPromised: boolean;
}

/** All in unix seconds. */
export interface EventClock {
  readonly cursor: number;
  readonly stripeNow: number;
  readonly ownNow: number;
  readonly lag: number;
  readonly overlap: number;
}

export const decisions: Decisions = {
  recognise(known, reading) {
    if (known === undefined) return "new";
    if (known.digest === reading.digest) return "unchanged";
    if (reading.after < known.sequence) return "look-again";
    const isSettled = reading.isSecondLook || reading.milliseconds - known.milliseconds >= STALENESS;
    return isSettled ? "new" : "look-again";
  },
  provenPrefix(tickets) {
    const gap = tickets.findIndex((ticket) => !ticket.settled);
    return gap === -1 ? tickets.length : gap;
  },
  mayCheckpoint: (account) => account.pending === 0,
  waitsForRowsInFlight: () => true,
  afterPage(page) {
    if (page.records === 0 && page.moreWasPromised) return "look-again";
    return page.hasMore && page.records > 0 ? "next-page" : "done";
  },
  resumeFrom: (lastSeconds) => lastSeconds,
  survivesLostCursor: () => true,
  passes: (resource) => resource.passes,
  olderPartEnd: (middle) => middle,
  // The smaller of the two clocks: a `Date` that runs ahead must not carry the cursor over events that are still to come.
  eventWindow: ({ cursor, stripeNow, ownNow, lag, overlap }) => ({
    from: cursor - overlap,
    to: Math.min(stripeNow, ownNow) - lag,
  }),
  anchor: ({ stripeNow, ownNow }) => Math.min(stripeNow, ownNow),
  looksBatchUp: () => true,
  readsDiagnostics: () => true,
  trustsSilence: () => false,
  readsStreamAnswers: () => true,
  repeatsStreams: () => true,
  keepsStreamedVersions: () => true,
  readsLateRefusals: () => true,
  countsRows: () => true,
  refetches: () => true,
  owesNothing: (known, isTombstone) => isTombstone && known === undefined,
  rowsRead: (rows) => rows,
  keepsRefused: () => true,
  assertsLease: () => true,
};
