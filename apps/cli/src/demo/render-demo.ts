import { formatCount, formatDuration, formatAmount } from "../render/numbers.ts";
import type { Style } from "../render/style.ts";
import { renderTable } from "../render/table.ts";
import { resourceNames, type BuyNowPayLaterAnswer, type SumComparison } from "@stripe-aep/core";

import { exitNameOf, type DemoReport, type ResourceFigures, type Verdict } from "./demo-report.ts";

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

/** One line for each currency, one column for each sum: currencies are never added up. */
function renderSums(report: DemoReport, style: Style): string {
  const sums = entries(report).flatMap(([resource, figures]) =>
    figures.sums.map((sum) => ({ ...sum, title: sumTitle(resource, sum.field) })),
  );
  const titles = [...new Set(sums.map(({ title }) => title))];
  const currencies = [...new Set(sums.map(({ currency }) => currency))].sort();
  const rows = currencies.map((currency) => {
    const own = sums.filter((sum) => sum.currency === currency);
    const cells = titles.map((title) =>
      sumCell(
        own.find((sum) => sum.title === title),
        style,
      ),
    );
    const equal = own.every(({ stripe, platform }) => stripe === platform);
    return [currency.toUpperCase(), ...cells, renderVerdict(equal ? "equal" : "differs", style)];
  });
  const columns = [
    { title: "sums" },
    ...titles.map((title) => ({ title, align: "right" as const })),
    { title: "verdict" },
  ];
  return rows.length === 0 ? "" : renderTable(columns, rows, style);
}

function sumCell(sum: SumComparison | undefined, style: Style): string {
  if (sum === undefined) return "";
  const [stripe, platform] = [sum.stripe, sum.platform].map((side) => formatAmount(BigInt(side), sum.currency));
  return stripe === platform ? (platform ?? "") : style.bad(`${stripe} ≠ ${platform}`);
}

/** `charges`, `captured`, `refunded`, `refunds`, `balance transactions`, `fee`, `net`. */
function sumTitle(resource: string, field: string): string {
  return (field === "amount" ? resource : field.replace(/^amount_/, "")).replaceAll("_", " ");
}

const SHOWN_IDS = 10;

function renderDifferences(report: DemoReport, style: Style): string {
  const all = entries(report).flatMap(([resource, { differences }]) =>
    differences.map((difference) => ({ resource, ...difference })),
  );
  const lines = all
    .slice(0, SHOWN_IDS)
    .map(
      ({ resource, id, reason, detail }) => `  ${style.bad("✗")} ${resource} ${style.strong(id)}  ${reason}: ${detail}`,
    );
  if (all.length > SHOWN_IDS)
    lines.push(style.quiet(`  and ${formatCount(all.length - SHOWN_IDS)} more; --json lists them all`));
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

const SHOWN_CUSTOMERS = 2;

function renderBnpl({ providers, klarnaPaidAtOnce }: BuyNowPayLaterAnswer, style: Style): string {
  const currencies = [...new Set(providers.flatMap(({ sums }) => Object.keys(sums)))].sort();
  const columns = [
    { title: "buy now, pay later" },
    { title: "payments", align: "right" as const },
    ...currencies.map((currency) => ({ title: currency.toUpperCase(), align: "right" as const })),
    { title: "customers", align: "right" as const },
    { title: "such as" },
  ];
  const rows = providers.map(({ provider, payments, sums, customers }) => [
    provider,
    formatCount(payments),
    ...currencies.map((currency) => {
      const sum = sums[currency];
      return sum === undefined ? "" : formatAmount(BigInt(sum), currency);
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
  return providers.length === 0 ? "" : renderTable(columns, rows, style) + note;
}

function renderProof(report: DemoReport, style: Style): string {
  const all = entries(report).map(([, figures]) => figures);
  const stripe = formatCount(total(all, "stripeCount"));
  const platform = formatCount(total(all, "platformCount"));
  const time = formatDuration(report.seconds);
  const repeated = report.repeated
    ? `Nothing new: all ${stripe} objects were there already, and nothing was sent twice.\n`
    : "";
  const outcome = exitNameOf(report);
  const differing = all.flatMap(({ differences }) => differences).length;
  if (outcome === "done") {
    return `${repeated}${style.good("Proven")}: ${stripe} objects at Stripe, ${platform} in Experience Platform, and every sum equal to the cent, read back from both sides over HTTP in ${time}.\n`;
  }
  if (outcome === "quarantined") {
    return `${repeated}${style.warning("Equal but for quarantine")}: ${formatCount(differing)} ${differing === 1 ? "record was" : "records were"} refused with a reason; \`stripe-aep quarantine list\` names it.\n`;
  }
  return `${style.bad("Not equal")}: ${stripe} objects at Stripe, ${platform} in Experience Platform; ${formatCount(differing)} ${differing === 1 ? "object differs" : "objects differ"}.\n`;
}

function renderVerdict(verdict: Verdict, style: Style): string {
  if (verdict === "equal") return style.good("✓ equal");
  return verdict === "quarantined" ? style.warning("! quarantined") : style.bad("✗ differs");
}

function quietZero(count: number, style: Style): string {
  return count === 0 ? style.quiet("0") : formatCount(count);
}

function entries(report: DemoReport): [string, ResourceFigures][] {
  return resourceNames.flatMap((resource): [string, ResourceFigures][] => {
    const figures = report.resources[resource];
    return figures === undefined ? [] : [[resource, figures]];
  });
}

function total(all: readonly ResourceFigures[], member: "stripeCount" | "platformCount"): number {
  return all.reduce((sum, figures) => sum + figures[member], 0);
}
