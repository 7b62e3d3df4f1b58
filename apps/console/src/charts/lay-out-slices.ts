/** A window of a listing, `[from, to)` in milliseconds since 1970, read from the newest down. */
export interface SliceWindow {
  /** Null: down to the beginning. */
  readonly from: number | null;
  readonly to: number;
  /** Down to here everything has arrived; null before anything has. */
  readonly provenTo: number | null;
  readonly done: boolean;
}

/** A piece of the time line; all are shares of its length, 0 the oldest. */
export interface SlicePiece {
  readonly start: number;
  readonly end: number;
  /** Where what is proven begins; `end` when nothing is. */
  readonly proven: number;
  readonly done: boolean;
}

export interface SliceLine {
  /** Milliseconds since 1970 at both ends. */
  readonly oldest: number;
  readonly newest: number;
  readonly pieces: readonly SlicePiece[];
  /** Of the length of the line, 0 to 1. */
  readonly provenShare: number;
}

/** How much room a window down to the beginning gets, as a part of what is known of the rest: nobody knows how far it goes. */
const unknownPart = 0.25;

/** Lays the windows of a listing out on one line of time. Undefined when there is none. */
export function layOutSlices(slices: readonly SliceWindow[]): SliceLine | undefined {
  if (slices.length === 0) return undefined;
  const newest = Math.max(...slices.map(({ to }) => to));
  const known = Math.min(...slices.map(({ from, provenTo, to }) => from ?? provenTo ?? to));
  const openEnded = slices.some(({ from, done }) => from === null && !done);
  const room = Math.max(1, newest - known);
  const oldest = openEnded ? known - room * unknownPart : known;
  const share = (at: number): number => (at - oldest) / Math.max(1, newest - oldest);
  const pieces = slices
    .map(({ from, to, provenTo, done }) => {
      const start = share(from ?? (done ? (provenTo ?? known) : oldest));
      const end = share(to);
      return { start, end, proven: done ? start : provenTo === null ? end : share(provenTo), done };
    })
    .toSorted((a, b) => a.start - b.start);
  return { oldest, newest, pieces, provenShare: pieces.reduce((sum, { end, proven }) => sum + end - proven, 0) };
}
