import type { BuyNowPayLater, MoneySum } from "../../api/types.ts";
import type { Series, Stack } from "../../charts/stacked-bars.tsx";

const titles: Readonly<Record<string, string>> = {
  klarna: "Klarna",
  afterpay_clearpay: "Afterpay / Clearpay",
  affirm: "Affirm",
  zip: "Zip",
};
const colors = [1, 2, 3, 4, 5, 6] as const;

export function providerTitle(provider: string): string {
  return titles[provider] ?? provider;
}

/** Providers by payments, each with the colour that it keeps on the whole page. */
export function seriesOf({
  providers,
}: Pick<BuyNowPayLater, "providers">): readonly (Series & { readonly provider: string })[] {
  return providers
    .toSorted((a, b) => b.payments - a.payments)
    .map(({ provider }, index) => ({
      provider,
      name: providerTitle(provider),
      color: colors[index % colors.length] ?? 1,
    }));
}

/** Currencies of what was paid later, the one with most payments over the bands first. */
export function currenciesOf({
  providers,
  amountBands,
}: Pick<BuyNowPayLater, "providers" | "amountBands">): readonly string[] {
  const used = new Set(providers.flatMap(({ sums }) => sums.map(({ currency }) => currency)));
  const payments = (currency: string): number =>
    amountBands.reduce((sum, band) => (band.currency === currency ? sum + band.payments : sum), 0);
  return [...used].toSorted((a, b) => payments(b) - payments(a) || (a < b ? -1 : 1));
}

/** The amount in one currency, in minor units. */
function amountIn(sums: readonly MoneySum[], currency: string): number {
  return sums.find((sum) => sum.currency === currency)?.amount ?? 0;
}

/**
 * One column for each month, also for those without a payment in between. Without a currency the values are payments, with
 * one they are its minor units; currencies are never added.
 */
export function monthlyStacks(
  answer: Pick<BuyNowPayLater, "providers" | "months">,
  currency?: string,
): readonly Stack[] {
  const series = seriesOf(answer);
  const known = [...new Set(answer.months.map(({ month }) => month))].toSorted();
  return monthsBetween(known[0], known.at(-1)).map((month) => ({
    label: month,
    values: series.map(({ provider }) =>
      answer.months
        .filter((each) => each.month === month && each.provider === provider)
        .reduce((sum, { payments, sums }) => sum + (currency === undefined ? payments : amountIn(sums, currency)), 0),
    ),
  }));
}

function monthsBetween(first: string | undefined, last: string | undefined): readonly string[] {
  if (first === undefined || last === undefined) return [];
  const months: string[] = [];
  let [year = 0, month = 1] = first.split("-").map(Number);
  for (let text = first; text <= last; text = `${year}-${String(month).padStart(2, "0")}`) {
    months.push(text);
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
  }
  return months;
}
