import { formatMinorUnits, resourceNames, type ReconcileReport } from "@stripe-aep/core";

/** One day, currency and sum of one resource on both sides; amounts in major units. */
export interface DayReportRow {
  readonly resource: string;
  readonly day: string;
  readonly currency: string;
  readonly stripeCount: number;
  readonly platformCount: number;
  /** Which amount is summed; empty where the resource has none. */
  readonly field: string;
  readonly stripeSum: string;
  readonly platformSum: string;
  readonly equal: boolean;
}

export const dayReportColumns = [
  "resource",
  "day",
  "currency",
  "stripeCount",
  "platformCount",
  "field",
  "stripeSum",
  "platformSum",
  "equal",
] as const satisfies readonly (keyof DayReportRow)[];

/** What a reconciliation compared, a row for each day, currency and sum, in the order of resources and days. */
export function dayReport(report: ReconcileReport): readonly DayReportRow[] {
  return resourceNames.flatMap((resource) =>
    (report.resources[resource]?.days ?? []).flatMap(({ day, currency, stripeCount, platformCount, sums, equal }) => {
      const row = { resource, day, currency: currency.toUpperCase(), stripeCount, platformCount, equal };
      if (sums.length === 0) return [{ ...row, field: "", stripeSum: "", platformSum: "" }];
      return sums.map(({ field, stripe, platform }) => ({
        ...row,
        field,
        stripeSum: formatMinorUnits(BigInt(stripe), currency),
        platformSum: formatMinorUnits(BigInt(platform), currency),
      }));
    }),
  );
}

/** The rows for a spreadsheet, after RFC 4180; no value of ours holds a quote, a comma or a line break. */
export function dayReportCsv(rows: readonly DayReportRow[]): string {
  const lines = rows.map((row) => dayReportColumns.map((column) => String(row[column])).join(","));
  return `${[dayReportColumns.join(","), ...lines].join("\r\n")}\r\n`;
}
