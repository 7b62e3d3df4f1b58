import { boolean as booleanFlag } from "@oclif/core/flags";

import { dayReport, dayReportColumns, dayReportCsv, type DayReportRow } from "../../reconcile/day-report.ts";
import { dayFlags, readScope } from "../../reconcile/read-scope.ts";
import { ReconcileCommand } from "../../reconcile/reconcile-command.ts";
import { exitOfReconciliation } from "../../reconcile/render-reconciliation.ts";
import { renderTable } from "../../render/table.ts";

export class ReconcileReportCommand extends ReconcileCommand {
  static override summary =
    "Count and sum both sides, day by day and currency by currency; exit 2 when anything differs.";
  static override examples = [
    "<%= config.bin %> reconcile report --from 2026-10-01 --to 2026-10-31 --csv",
    "<%= config.bin %> reconcile report charges --differing",
  ];
  static override strict = false;
  static override usage = "reconcile report [RESOURCE...] [--from DAY] [--to DAY] [--differing] [--csv]";
  static override flags = {
    ...dayFlags,
    differing: booleanFlag({ description: "Only the days that differ." }),
    csv: booleanFlag({ description: "As a table for a spreadsheet.", exclusive: ["json"] }),
  };

  async run(): Promise<number> {
    const { argv, flags } = await this.parse(ReconcileReportCommand);
    const options = { ...readScope(argv as string[], flags), level: "sums" as const };
    const report = await this.connected(flags, ({ connector }) =>
      this.compare("reconcile report", connector, options, flags.json),
    );
    const rows = dayReport(report).filter(({ equal }) => !flags.differing || !equal);
    if (flags.json) this.printResult("reconcile report", { verdict: report.verdict, days: rows });
    else if (flags.csv) this.print(dayReportCsv(rows));
    else this.print(this.table(rows));
    return this.exitWith(exitOfReconciliation(report));
  }

  private table(rows: readonly DayReportRow[]): string {
    if (rows.length === 0) return "No day differs.";
    const words = {
      stripeCount: "at Stripe",
      platformCount: "in AEP",
      stripeSum: "sum at Stripe",
      platformSum: "sum in AEP",
    };
    const columns = dayReportColumns.map((column) => {
      if (column === "equal") return { title: "" };
      if (column in words) return { title: words[column as keyof typeof words], align: "right" as const };
      return { title: column };
    });
    const cells = rows.map((row) =>
      dayReportColumns.map((column) => {
        if (column === "equal") return row.equal ? this.style.good("✓") : this.style.bad("✗");
        return String(row[column]);
      }),
    );
    return renderTable(columns, cells, this.style);
  }
}
