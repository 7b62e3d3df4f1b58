/**
 * Currencies of the simulated account: digits of the minor unit as Stripe sends amounts, and units for one US dollar.
 * ISK and UGX have no minor unit any more, yet Stripe sends them with two digits that are always 00.
 */
export const currencies = {
  usd: { digits: 2, perDollar: 1 },
  eur: { digits: 2, perDollar: 0.92 },
  gbp: { digits: 2, perDollar: 0.79 },
  cad: { digits: 2, perDollar: 1.36 },
  aud: { digits: 2, perDollar: 1.52 },
  sek: { digits: 2, perDollar: 10.4 },
  brl: { digits: 2, perDollar: 5.1 },
  jpy: { digits: 0, perDollar: 151 },
  krw: { digits: 0, perDollar: 1345 },
  kwd: { digits: 3, perDollar: 0.307 },
  bhd: { digits: 3, perDollar: 0.376 },
  isk: { digits: 2, perDollar: 138 },
} as const;

export type Currency = keyof typeof currencies;

/** Positions are stored in columns, so the order may only grow. */
export const currencyCodes = Object.keys(currencies) as readonly Currency[];

/** The account settles in these; charges in others are converted to dollars. */
const settled: readonly Currency[] = ["usd", "eur", "gbp"];

export function currencyNumber(currency: Currency): number {
  return currencyCodes.indexOf(currency);
}

export function currencyAt(number: number): Currency {
  return currencyCodes[number] ?? "usd";
}

export function settlementCurrency(currency: Currency): Currency {
  return settled.includes(currency) ? currency : "usd";
}

/** Settlement units for one presentment unit (both major), to six decimals as Stripe shows it; null without a conversion. */
export function exchangeRate(currency: Currency): number | null {
  if (settlementCurrency(currency) === currency) return null;
  return Math.round(1e6 / currencies[currency].perDollar) / 1e6;
}

/** Minor units of `currency` as minor units of the currency in which it is settled. */
export function settle(minorUnits: number, currency: Currency): number {
  const rate = exchangeRate(currency);
  if (rate === null) return minorUnits;
  const shift = 10 ** (currencies[settlementCurrency(currency)].digits - currencies[currency].digits);
  return Math.round(minorUnits * rate * shift);
}

/** A price in dollars as an amount that Stripe accepts in `currency`: three-decimal amounts end in 0, ISK in 00. */
export function minorUnitsOf(dollars: number, currency: Currency): number {
  const { digits, perDollar } = currencies[currency];
  const exact = Math.round(dollars * perDollar * 10 ** digits);
  const step = digits === 3 ? 10 : currency === "isk" ? 100 : 1;
  return Math.max(step, Math.round(exact / step) * step);
}

/** Stripe's fee of a charge in settlement minor units: 2.9 % and 30 cents, 1.5 % more with a conversion. */
export function processingFee(settledAmount: number, currency: Currency): number {
  const share = exchangeRate(currency) === null ? 0.029 : 0.044;
  return Math.min(settledAmount, Math.round(settledAmount * share) + 30);
}
