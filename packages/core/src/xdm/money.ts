/**
 * Digits after the decimal point of what Stripe calls the smallest unit. Two unless listed. Stripe lists UGX as zero-decimal
 * but sends it, like ISK, with two digits that are always zero.
 */
const exponents: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"].map(
      (currency) => [currency, 0],
    ),
  ),
  ...Object.fromEntries(["bhd", "jod", "kwd", "omr", "tnd"].map((currency) => [currency, 3])),
};

/** The currencies with another exponent than 2, in Stripe's lower case. */
export function exponentsOfCurrencies(): ReadonlyMap<string, number> {
  return new Map(Object.entries(exponents));
}

/** `currency` in either case, as Stripe (`usd`) or ISO 4217 (`USD`) writes it. */
export function currencyExponent(currency: string): number {
  const exponent = exponents[currency] ?? exponents[currency.toLowerCase()];
  return exponent ?? 2;
}

/** 1099 `usd` is 10.99. The quotient of two exact integers: the double nearest to the true amount. */
export function toMajorUnits(minor: number, currency: string): number {
  return minor / 10 ** currencyExponent(currency);
}

/** 1099 `usd` as `10.99`, for people: exact, by digits and never by division. */
export function formatMinorUnits(minor: bigint, currency: string): string {
  const exponent = currencyExponent(currency);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, "0");
  const sign = minor < 0n ? "-" : "";
  if (exponent === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
