import { refusedRows, type ResourceReport } from "@stripe-aep/core";

/** Rows that did not arrive, of all datasets of some resources. */
export function refusedRowsOf(reports: readonly ResourceReport[]): number {
  return reports
    .flatMap(({ datasets }) => Object.values(datasets))
    .reduce((sum, figures) => sum + refusedRows(figures), 0);
}
