import type { BuyNowPayLaterAnswer } from "../../api/buy-now-pay-later.ts";
import type { Series, Stack } from "../../charts/stacked-bars.tsx";

export type Measure = "payments" | "amount";

export interface BuyNowPayLaterSummary {
  readonly providers: readonly { readonly name: string; readonly title: string; readonly payments: number; readonly amount: number }[];
  readonly series: readonly Series[];
  readonly stacks: readonly Stack[];
  readonly payingLater: { readonly payments: number; readonly amount: number };
  readonly all: { readonly payments: number; readonly amount: number };
}

const titles: Readonly<Record<string, string>> = {
  klarna: "Klarna",
  afterpay_clearpay: "Afterpay / Clearpay",
  affirm: "Affirm",
  zip: "Zip",
};
const colors = [1, 2, 3, 4, 5, 6] as const;

/** Currencies of the answer, the one with most payments first: amounts of two currencies are never added. */
export function currenciesOf({ all }: BuyNowPayLaterAnswer): readonly string[] {
  const payments = new Map<string, number>();
  for (const each of all) payments.set(each.currency, (payments.get(each.currency) ?? 0) + each.payments);
  return [...payments].toSorted(([, a], [, b]) => b - a).map(([currency]) => currency);
}

/** What the page shows of one currency. */
export function summarise(answer: BuyNowPayLaterAnswer, currency: string, measure: Measure): BuyNowPayLaterSummary {
  const rows = answer.providers.filter((row) => row.currency === currency);
  const all = answer.all.filter((row) => row.currency === currency);
  const names = [...new Set(rows.map(({ provider }) => provider))].toSorted();
  const providers = names
    .map((name) => {
      const own = rows.filter(({ provider }) => provider === name);
      return { name, title: titles[name] ?? name, payments: sum(own, "payments"), amount: sum(own, "amount") };
    })
    .toSorted((a, b) => b[measure] - a[measure]);
  const periods = [...new Set(all.map(({ period }) => period))].toSorted();
  return {
    providers,
    series: providers.map(({ title }, index) => ({ name: title, color: colors[index % colors.length] ?? 1 })),
    stacks: periods.map((period) => ({
      label: period,
      values: providers.map(({ name }) => sum(rows.filter((row) => row.period === period && row.provider === name), measure)),
    })),
    payingLater: { payments: sum(rows, "payments"), amount: sum(rows, "amount") },
    all: { payments: sum(all, "payments"), amount: sum(all, "amount") },
  };
}

function sum(rows: readonly { readonly payments: number; readonly amount: number }[], measure: Measure): number {
  return rows.reduce((total, row) => total + row[measure], 0);
}
