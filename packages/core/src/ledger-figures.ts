/**
 * Where every row is accounted for: `read = sent + unchanged + filtered + quarantined` and `sent = accepted + rejected`.
 * All are rows owed to one dataset.
 */
export interface LedgerFigures {
  /** Rows that the records read owe the dataset. */
  readonly read: number;
  readonly sent: number;
  readonly unchanged: number;
  readonly filtered: number;
  readonly quarantined: number;
  readonly accepted: number;
  readonly rejected: number;
}

export const noFigures: LedgerFigures = {
  read: 0,
  sent: 0,
  unchanged: 0,
  filtered: 0,
  quarantined: 0,
  accepted: 0,
  rejected: 0,
};

export function addFigures(one: LedgerFigures, other: LedgerFigures): LedgerFigures {
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

/** Rows that did not arrive: refused while they were mapped, or by the platform. They wait in quarantine. */
export function refusedRows({ quarantined, rejected }: LedgerFigures): number {
  return quarantined + rejected;
}

/** Both equations of the ledger. */
export function isBalanced(figures: LedgerFigures): boolean {
  const { read, sent, unchanged, filtered, quarantined, accepted, rejected } = figures;
  return read === sent + unchanged + filtered + quarantined && sent === accepted + rejected;
}
