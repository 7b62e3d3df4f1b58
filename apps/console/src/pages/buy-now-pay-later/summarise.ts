import type { BuyNowPayLater } from "../../api/types.ts";
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

/** One column for each month, also for those without a payment in between. */
export function monthlyStacks(answer: Pick<BuyNowPayLater, "providers" | "months">): readonly Stack[] {
  const series = seriesOf(answer);
  const known = [...new Set(answer.months.map(({ month }) => month))].toSorted();
  return monthsBetween(known[0], known.at(-1)).map((month) => ({
    label: month,
    values: series.map(({ provider }) =>
      answer.months
        .filter((each) => each.month === month && each.provider === provider)
        .reduce((sum, { payments }) => sum + payments, 0),
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
