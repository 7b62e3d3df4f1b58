/** Currencies whose amounts Stripe sends in whole units. UGX and ISK are sent with two decimals that are always 00. */
const zeroDecimal = new Set("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" "));
const threeDecimal = new Set("BHD JOD KWD OMR TND".split(" "));

/** How many digits of Stripe's integer amount stand after the decimal point. */
export function currencyExponent(currency: string): 0 | 2 | 3 {
  const code = currency.toUpperCase();
  if (zeroDecimal.has(code)) return 0;
  return threeDecimal.has(code) ? 3 : 2;
}

/** An amount in minor units, as Stripe sends it, with its currency: `US$10.99`, `JPY 1,099`. Exact up to 2^53. */
export function formatMoney(minor: number, currency: string, locale?: string): string {
  const exponent = currencyExponent(currency);
  const decimal = toDecimal(minor, exponent);
  try {
    const format = new Intl.NumberFormat(locale, {
      style: "currency",
      currency: currency.toUpperCase(),
      minimumFractionDigits: exponent,
      maximumFractionDigits: exponent,
    });
    // A decimal text keeps every digit; the declarations of Intl know only the literal type.
    return format.format(decimal as `${number}`);
  } catch {
    return `${decimal} ${currency.toUpperCase()}`;
  }
}

/** For axes and tiles: `US$1.2K`. Rounded: never for a figure that is compared. */
export function formatMoneyShort(minor: number, currency: string, locale?: string): string {
  try {
    return new Intl.NumberFormat(locale, {
      style: "currency",
      currency: currency.toUpperCase(),
      notation: "compact",
      maximumFractionDigits: 1,
    }).format(minor / 10 ** currencyExponent(currency));
  } catch {
    return formatMoney(minor, currency, locale);
  }
}

function toDecimal(minor: number, exponent: number): string {
  if (exponent === 0) return String(minor);
  const digits = String(Math.abs(minor)).padStart(exponent + 1, "0");
  return `${minor < 0 ? "-" : ""}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
