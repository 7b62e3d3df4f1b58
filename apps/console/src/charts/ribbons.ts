import type { LedgerFigures } from "@stripe-aep/core/service-api";

/** One of the places rows come to, from top to bottom of its column. */
export interface FateBox {
  readonly name: string;
  readonly column: 0 | 1 | 2;
  readonly count: number;
  readonly top: number;
  readonly height: number;
}

export interface Ribbon {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  /** Where it leaves and arrives, top edges; both ends have `height`. */
  readonly leaves: number;
  readonly arrives: number;
  readonly height: number;
}

export interface FateFlow {
  readonly boxes: readonly FateBox[];
  readonly ribbons: readonly Ribbon[];
}

const gap = 34;
/** A fate that befell any row at all can be seen, also beside millions. */
const least = 3;

/**
 * Lays out the way of rows from read to accepted: `read = sent + unchanged + filtered + quarantined`,
 * `sent = accepted + rejected`, and what is sent without a verdict is in flight. Heights follow counts.
 */
export function layOutFates(figures: LedgerFigures, height: number): FateFlow {
  const inFlight = Math.max(0, figures.sent - figures.accepted - figures.rejected);
  const second = [
    ["sent", figures.sent],
    ["unchanged", figures.unchanged],
    ["filtered", figures.filtered],
    ["quarantined", figures.quarantined],
  ] as const;
  const third = [
    ["accepted", figures.accepted],
    ["rejected", figures.rejected],
    ["in flight", inFlight],
  ] as const;
  const kept = (list: readonly (readonly [string, number])[]) => list.filter(([, count]) => count > 0);
  const room = height - gap * Math.max(1, kept(second).length - 1) - least * 4;
  const scale = (count: number): number =>
    count === 0 ? 0 : Math.max(least, (count / Math.max(1, figures.read)) * room);

  const column = (which: 1 | 2, list: readonly (readonly [string, number])[]): readonly FateBox[] => {
    let top = 0;
    return kept(list).map(([name, count]) => {
      const box = { name, column: which, count, top, height: scale(count) };
      top += box.height + gap;
      return box;
    });
  };
  const middle = column(1, second);
  const last = column(2, third);
  const read: FateBox = {
    name: "read",
    column: 0,
    count: figures.read,
    top: 0,
    height: Math.max(
      least,
      middle.reduce((sum, box) => sum + box.height, 0),
    ),
  };
  const sent = middle.find(({ name }) => name === "sent");
  return {
    boxes: [read, ...middle, ...last],
    ribbons: [...ribbonsFrom(read, middle), ...(sent === undefined ? [] : ribbonsFrom(sent, last))],
  };
}

function ribbonsFrom(from: FateBox, to: readonly FateBox[]): readonly Ribbon[] {
  let leaves = from.top;
  return to.map((box) => {
    const ribbon = { from: from.name, to: box.name, count: box.count, leaves, arrives: box.top, height: box.height };
    leaves += box.height;
    return ribbon;
  });
}
