import { resourceNames, type DryRunReport } from "@stripe-aep/core";

import { formatCount } from "../render/numbers.ts";
import type { Style } from "../render/style.ts";
import { renderTable } from "../render/table.ts";

/** What a run would send, leave and refuse, and why. */
export function renderDryRun(report: DryRunReport, style: Style): string {
  const figures = resourceNames.flatMap((resource) => {
    const own = report.resources[resource];
    return own === undefined ? [] : [{ resource, ...own }];
  });
  const rows = figures.map(({ resource, read, wouldSend, unchanged, refused, largestRow }) => [
    resource,
    formatCount(read),
    formatCount(wouldSend),
    formatCount(unchanged),
    refused === 0 ? style.quiet("0") : style.warning(formatCount(refused)),
    formatCount(Math.max(0, ...Object.values(largestRow))),
  ]);
  const right = { align: "right" } as const;
  const columns = [
    { title: "resource" },
    { title: "read", ...right },
    { title: "would send", ...right },
    { title: "unchanged", ...right },
    { title: "refused", ...right },
    { title: "largest row (bytes)", ...right },
  ];
  const refusals = figures.flatMap(({ resource, refusals: all }) =>
    all.map(({ id, path, rule, code }) => `  ${style.warning("!")} ${resource} ${id}  ${path}: ${rule} (${code})`),
  );
  return [renderTable(columns, rows, style), ...refusals, style.quiet("Nothing was sent.")].join("\n");
}
