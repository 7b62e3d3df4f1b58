import { resourceNames, type ReconcileReport, type ResourceReconciliation } from "@stripe-aep/core";

import type { ExitCodeName } from "../exit-codes.ts";
import { formatAmount, formatCount } from "../render/numbers.ts";
import type { Style } from "../render/style.ts";
import { renderTable } from "../render/table.ts";

const SHOWN = 20;

/** Both sides by resource, sums by currency, and the objects that differ with the reason. */
export function renderReconciliation(report: ReconcileReport, style: Style): string {
  const all = resourceNames.flatMap((resource) => report.resources[resource] ?? []);
  const right = { align: "right" } as const;
  const columns = [
    { title: "resource" },
    { title: "at Stripe", ...right },
    { title: "in AEP", ...right },
    { title: "deleted", ...right },
    { title: "sums" },
    { title: "verdict" },
  ];
  const rows = all.map((resource) => [
    resource.resource,
    formatCount(resource.stripeCount),
    formatCount(resource.platformCount),
    resource.tombstones === 0 ? style.quiet("0") : formatCount(resource.tombstones),
    sumsOf(resource, style),
    verdictOf(resource.verdict, style),
  ]);
  return [renderTable(columns, rows, style), ...differencesOf(all, style), closing(report, all, style)].join("\n");
}

function sumsOf({ sums }: ResourceReconciliation, style: Style): string {
  if (sums.length === 0) return style.quiet("none");
  const wrong = sums.filter(({ stripe, platform }) => stripe !== platform);
  if (wrong.length === 0) return `${sums.length} equal`;
  return wrong
    .map(({ field, currency, stripe, platform }) =>
      style.bad(
        `${field} ${currency.toUpperCase()} ${formatAmount(BigInt(stripe), currency)} ≠ ${formatAmount(BigInt(platform), currency)}`,
      ),
    )
    .join(", ");
}

function differencesOf(all: readonly ResourceReconciliation[], style: Style): readonly string[] {
  const lines = all.flatMap(({ resource, differences }) =>
    differences.map(
      ({ id, reason, day, detail }) =>
        `  ${style.bad("✗")} ${resource} ${style.strong(id)} ${day ?? ""}  ${reason}: ${detail}`,
    ),
  );
  const total = all.reduce(
    (sum, { differenceCounts }) => sum + Object.values(differenceCounts).reduce((inner, count) => inner + count, 0),
    0,
  );
  if (total > SHOWN)
    return [...lines.slice(0, SHOWN), style.quiet(`  and ${formatCount(total - SHOWN)} more; --json lists them`)];
  return lines;
}

function closing(report: ReconcileReport, all: readonly ResourceReconciliation[], style: Style): string {
  const days = all.flatMap((resource) => resource.days);
  const equal = days.filter((day) => day.equal).length;
  const counts = `${formatCount(equal)} of ${formatCount(days.length)} days and currencies are equal`;
  if (report.verdict === "equal") return `${style.good("Equal")}: ${counts}, read back from both sides.`;
  if (report.verdict === "explained")
    return `${style.warning("Explained")}: ${counts}; every difference has a reason that is not drift.`;
  return `${style.bad("Differs")}: ${counts}. \`stripe-aep reconcile repair\` reads the differing objects again.`;
}

function verdictOf(verdict: ReconcileReport["verdict"], style: Style): string {
  return { equal: style.good("✓ equal"), explained: style.warning("! explained"), differs: style.bad("✗ differs") }[
    verdict
  ];
}

/** 2 when anything drifts, 3 when the differences are only explained ones. */
export function exitOfReconciliation({ verdict }: ReconcileReport): ExitCodeName {
  return ({ equal: "done", explained: "quarantined", differs: "differs" } as const)[verdict];
}
