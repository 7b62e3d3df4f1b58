import { formatCount, formatDuration, formatAmount } from "../render/numbers.ts";
import type { Style } from "../render/style.ts";
import { renderTable } from "../render/table.ts";
import { exitNameOf, type BnplAnswer, type DemoReport, type ResourceFigures, type Verdict } from "./demo-report.ts";

/** The whole summary as text: what was moved, what was compared, and the answer from the platform's own rows. */
export function renderDemo(report: DemoReport, style: Style): string {
  return [
    renderFigures(report, style),
    renderSums(report, style),
    renderDifferences(report, style),
    renderBnpl(report.bnpl, style),
    renderProof(report, style),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function renderFigures(report: DemoReport, style: Style): string {
  const counted = ["read", "sent", "unchanged", "filtered", "quarantined", "accepted", "rejected"] as const;
  const columns = [
    { title: "resource" },
    ...counted.map((title) => ({ title, align: "right" as const })),
    { title: "at Stripe", align: "right" as const },
    { title: "in AEP", align: "right" as const },
    { title: "verdict" },
  ];
  const rows = entries(report).map(([resource, figures]) => [
    resource,
    ...counted.map((name) => quietZero(figures[name], style)),
    formatCount(figures.stripeCount),
    formatCount(figures.platformCount),
    renderVerdict(figures.verdict, style),
  ]);
  return renderTable(columns, rows, style);
}

function renderSums(report: DemoReport, style: Style): string {
  const sums = entries(report).flatMap(([resource, figures]) => figures.sums.map((sum) => ({ resource, ...sum })));
  const currencies = [...new Set(sums.map(({ currency }) => currency))].sort();
  const fields = [...new Set(sums.map(({ resource, field }) => `${resource} ${field}`))];
  const rows = fields.map((name) => {
    const own = sums.filter(({ resource, field }) => `${resource} ${field}` === name);
    const cells = currencies.map((currency) => {
      const sum = own.find((candidate) => candidate.currency === currency);
      if (sum === undefined) return "";
      const platform = formatAmount(sum.platform, currency);
      if (sum.stripe === sum.platform) return platform;
      return style.bad(`${formatAmount(sum.stripe, currency)} ≠ ${platform}`);
    });
    const equal = own.every(({ stripe, platform }) => stripe === platform);
    return [name, ...cells, renderVerdict(equal ? "equal" : "differs", style)];
  });
  const columns = [
    { title: "sum at Stripe = sum in AEP" },
    ...currencies.map((currency) => ({ title: currency.toUpperCase(), align: "right" as const })),
    { title: "verdict" },
  ];
  return rows.length === 0 ? "" : renderTable(columns, rows, style);
}

const SHOWN_IDS = 10;

function renderDifferences(report: DemoReport, style: Style): string {
  const all = entries(report).flatMap(([resource, { differences }]) =>
    differences.map((difference) => ({ resource, ...difference })),
  );
  const lines = all
    .slice(0, SHOWN_IDS)
    .map(({ resource, id, reason }) => `  ${style.bad("✗")} ${resource} ${style.strong(id)}  ${reason}`);
  if (all.length > SHOWN_IDS)
    lines.push(style.quiet(`  and ${formatCount(all.length - SHOWN_IDS)} more; --json lists them all`));
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

const SHOWN_CUSTOMERS = 2;

function renderBnpl({ providers, klarnaPaidAtOnce }: BnplAnswer, style: Style): string {
  const figures = Object.entries(providers);
  const currencies = [...new Set(figures.flatMap(([, { sums }]) => Object.keys(sums)))].sort();
  const columns = [
    { title: "buy now, pay later" },
    { title: "payments", align: "right" as const },
    ...currencies.map((currency) => ({ title: currency.toUpperCase(), align: "right" as const })),
    { title: "customers", align: "right" as const },
    { title: "such as" },
  ];
  const rows = figures.map(([provider, { payments, sums, customers }]) => [
    provider,
    formatCount(payments),
    ...currencies.map((currency) => {
      const sum = sums[currency];
      return sum === undefined ? "" : formatAmount(sum, currency);
    }),
    formatCount(customers.length),
    style.quiet(customers.slice(0, SHOWN_CUSTOMERS).join(", ")),
  ]);
  const note =
    klarnaPaidAtOnce === 0
      ? ""
      : style.quiet(
          `${formatCount(klarnaPaidAtOnce)} Klarna payments were paid at once (pay_now): no credit, so not counted.\n`,
        );
  return figures.length === 0 ? "" : renderTable(columns, rows, style) + note;
}

function renderProof(report: DemoReport, style: Style): string {
  const all = entries(report).map(([, figures]) => figures);
  const stripe = formatCount(total(all, "stripeCount"));
  const platform = formatCount(total(all, "platformCount"));
  const time = formatDuration(report.seconds);
  const repeated = report.repeated
    ? `Nothing new: all ${formatCount(total(all, "unchanged"))} objects were there already, and nothing was sent twice.\n`
    : "";
  const outcome = exitNameOf(report);
  if (outcome === "done") {
    return `${repeated}${style.good("Proven")}: ${stripe} objects at Stripe, ${platform} in Experience Platform, and every sum equal to the cent, read back from both sides over HTTP in ${time}.\n`;
  }
  if (outcome === "quarantined") {
    return `${repeated}${style.warning("Equal but for quarantine")}: ${formatCount(total(all, "quarantined"))} records were refused with a reason; \`stripe-aep quarantine list\` names it.\n`;
  }
  const missing = all.flatMap(({ differences }) => differences).length;
  return `${style.bad("Not equal")}: ${stripe} objects at Stripe, ${platform} in Experience Platform; ${formatCount(missing)} ${missing === 1 ? "object differs" : "objects differ"}.\n`;
}

function renderVerdict(verdict: Verdict, style: Style): string {
  if (verdict === "equal") return style.good("✓ equal");
  return verdict === "quarantined" ? style.warning("! quarantined") : style.bad("✗ differs");
}

function quietZero(count: number, style: Style): string {
  return count === 0 ? style.quiet("0") : formatCount(count);
}

function entries(report: DemoReport): [string, ResourceFigures][] {
  return Object.entries(report.resources);
}

function total(
  all: readonly ResourceFigures[],
  member: "stripeCount" | "platformCount" | "quarantined" | "unchanged",
): number {
  return all.reduce((sum, figures) => sum + figures[member], 0);
}
