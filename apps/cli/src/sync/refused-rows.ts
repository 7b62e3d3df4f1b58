import type { LedgerFigures, ResourceReport } from "@stripe-aep/core";

/** Rows that did not arrive: refused while they were mapped, or by the platform. They wait in quarantine. */
export function refusedRows({ quarantined, rejected }: LedgerFigures): number {
  return quarantined + rejected;
}

/** The same for all datasets of some resources. */
export function refusedRowsOf(reports: readonly ResourceReport[]): number {
  return reports
    .flatMap(({ datasets }) => Object.values(datasets))
    .reduce((sum, figures) => sum + refusedRows(figures), 0);
}
