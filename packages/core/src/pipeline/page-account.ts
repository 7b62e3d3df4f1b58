import { type LedgerFigures, noFigures } from "../ledger-figures.ts";
import type { ResourceName } from "../resources.ts";
import type { QuarantineRow, UnsettledObjectRow } from "../state/tables.ts";
import type { DatasetKind } from "../xdm/page-mapper.ts";
import type { PageTicket } from "./track.ts";

/** Rows that one page owes one dataset, and what became of them: counted up row by row. */
type PageFigures = { -readonly [Fate in keyof LedgerFigures]: number };

/** Where every record of one page is accounted for. Complete when nothing is pending; written with the checkpoint. */
export interface PageAccount {
  readonly resource: ResourceName;
  /** Absent for a batch found after a crash: its page is read again and recognised. */
  readonly ticket?: PageTicket;
  readonly figures: Map<DatasetKind, PageFigures>;
  readonly refused: QuarantineRow[];
  /** Which complete listing showed this page, and the ids that no accepted row of the page's own marks as seen by it. */
  readonly listed?: { readonly generation: number; readonly ids: string[] };
  readonly unsettled?: { readonly open: readonly UnsettledObjectRow[]; readonly closed: readonly string[] };
  /** Rows, this page's own or others' that it relies on, whose verdict is not in. */
  pending: number;
  /** Whether all its records are recognised, so that `pending` is final. */
  arrived: boolean;
}

/** For the object dataset alone: what a listing did not show is asked for object by object, whatever rows it has. */
export function noteListed({ listed }: PageAccount, dataset: DatasetKind, objectId: string): void {
  if (dataset === "object") listed?.ids.push(objectId);
}

export function figuresOf(account: PageAccount, dataset: DatasetKind): PageFigures {
  const known = account.figures.get(dataset);
  if (known !== undefined) return known;
  const figures = { ...noFigures };
  account.figures.set(dataset, figures);
  return figures;
}
