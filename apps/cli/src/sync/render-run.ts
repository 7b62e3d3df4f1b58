import { type LedgerFigures, refusedRows, resourceNames, type ResourceReport, type RunReport } from "@stripe-aep/core";

import type { ExitCodeName } from "../exit-codes.ts";
import { formatCount, formatDuration } from "../render/numbers.ts";
import type { Style } from "../render/style.ts";
import { renderTable } from "../render/table.ts";
import { refusedRowsOf } from "./refused-rows.ts";

const counted = ["read", "sent", "unchanged", "filtered", "quarantined", "accepted", "rejected"] as const;

/** One line for each resource, and for each dataset of it, with what became of every row. */
export function renderRun(run: RunReport, style: Style): string {
  const rows = reports(run).flatMap((report) =>
    Object.entries(report.datasets).map(([dataset, figures], index) => [
      index === 0 ? report.resource : "",
      dataset,
      ...counted.map((name) => (figures[name] === 0 ? style.quiet("0") : formatCount(figures[name]))),
      index === 0 && report.lagSeconds !== undefined ? formatDuration(report.lagSeconds) : "",
      outcomeOf(report, figures, style),
    ]),
  );
  const columns = [
    { title: "resource" },
    { title: "dataset" },
    ...counted.map((title) => ({ title, align: "right" as const })),
    { title: "lag", align: "right" as const },
    { title: "" },
  ];
  const failures = reports(run).flatMap(({ resource, failure }) =>
    failure === undefined
      ? []
      : [`${style.bad("✗")} ${resource}: ${failure.message} (${failure.code})\n  next   ${failure.next ?? ""}`],
  );
  return [
    renderTable(columns, rows, style),
    ...failures,
    `${style.quiet("run")} ${run.runId}, ${formatCount(run.stripeReads)} reads of Stripe`,
  ].join("\n");
}

function outcomeOf({ failure, balanced }: ResourceReport, figures: LedgerFigures, style: Style): string {
  if (failure !== undefined) return style.bad("✗ failed");
  if (!balanced) return style.bad("✗ not balanced");
  return refusedRows(figures) > 0 ? style.warning("! quarantined") : style.good("✓");
}

function reports(run: RunReport): readonly ResourceReport[] {
  return resourceNames.flatMap((resource) => {
    const report = run.resources[resource];
    return report === undefined ? [] : [report];
  });
}

/** 0 when every row arrived, 3 when some are in quarantine, 4 when a permission is missing, 1 when a resource failed otherwise. */
export function exitOfRun(run: RunReport): ExitCodeName {
  const failures = reports(run).flatMap(({ failure }) => (failure === undefined ? [] : [failure.code]));
  if (failures.some((code) => /^SAEP-(?:1101|1102|1201|1202)$/.test(code))) return "access";
  if (failures.length > 0 || run.status === "failed") return "failed";
  return refusedRowsOf(reports(run)) > 0 ? "quarantined" : "done";
}
