import type { ResourceName } from "../resources.ts";
import type { QuarantineRow, UnsettledObjectRow } from "../state/tables.ts";
import type { DatasetKind } from "../xdm/page-mapper.ts";
import type { PageTicket } from "./track.ts";

/** Rows that one page owes one dataset, and what became of them. */
export interface PageFigures {
  read: number;
  sent: number;
  unchanged: number;
  filtered: number;
  quarantined: number;
  accepted: number;
  rejected: number;
}

export function noFigures(): PageFigures {
  return { read: 0, sent: 0, unchanged: 0, filtered: 0, quarantined: 0, accepted: 0, rejected: 0 };
}

export function addFigures(one: PageFigures, other: PageFigures): PageFigures {
  return {
    read: one.read + other.read,
    sent: one.sent + other.sent,
    unchanged: one.unchanged + other.unchanged,
    filtered: one.filtered + other.filtered,
    quarantined: one.quarantined + other.quarantined,
    accepted: one.accepted + other.accepted,
    rejected: one.rejected + other.rejected,
  };
}

/** Where every record of one page is accounted for. Complete when nothing is pending; written with the checkpoint. */
export interface PageAccount {
  readonly resource: ResourceName;
  /** Absent for a batch found after a crash: its page is read again and recognised. */
  readonly ticket?: PageTicket;
  readonly figures: Map<DatasetKind, PageFigures>;
  readonly refused: QuarantineRow[];
  /** Ids that a complete listing saw, and which one. */
  readonly listed?: { readonly generation: number; readonly ids: readonly string[] };
  readonly unsettled?: { readonly open: readonly UnsettledObjectRow[]; readonly closed: readonly string[] };
  /** Rows, this page's own or others' that it relies on, whose verdict is not in. */
  pending: number;
  /** Whether all its records are recognised, so that `pending` is final. */
  arrived: boolean;
}

export function figuresOf(account: PageAccount, dataset: DatasetKind): PageFigures {
  const known = account.figures.get(dataset);
  if (known !== undefined) return known;
  const figures = noFigures();
  account.figures.set(dataset, figures);
  return figures;
}
