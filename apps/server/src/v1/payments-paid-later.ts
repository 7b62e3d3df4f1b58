import { currencyExponent } from "@stripe-aep/core";
import type { BuyNowPayLater, MoneySum, ProviderShare } from "@stripe-aep/core/service-api";

/** A payment that succeeded, as far as the page needs it. */
export interface Payment {
  /** UTC: `2026-01`. */
  readonly month: string;
  /** Null for every other way to pay. */
  readonly provider: string | null;
  /** Lower case, as Stripe has it. */
  readonly currency: string;
  /** Minor units. */
  readonly amount: number;
  /** Empty when the platform does not hold it. */
  readonly country: string;
  readonly customer: string | null;
}

type Summary = Pick<BuyNowPayLater, "providers" | "months" | "countries" | "amountBands" | "customers">;

/** Shares and sums of what was paid later. Amounts of two currencies are never added, nor sorted into the same band. */
export function summarisePayments(payments: readonly Payment[]): Summary {
  const later = payments.filter(({ provider }) => provider !== null);
  return {
    providers: providersOf(later, payments.length),
    months: monthsOf(later),
    countries: countriesOf(payments),
    amountBands: bandsOf(payments),
    customers: customersOf(later),
  };
}

function providersOf(later: readonly Payment[], all: number): readonly ProviderShare[] {
  return [...Map.groupBy(later, ({ provider }) => provider ?? "")]
    .map(([provider, paid]) => ({
      provider,
      payments: paid.length,
      share: all === 0 ? 0 : paid.length / all,
      sums: sumsOf(paid),
    }))
    .sort((left, right) => right.payments - left.payments);
}

function monthsOf(later: readonly Payment[]): BuyNowPayLater["months"] {
  return [...Map.groupBy(later, ({ month, provider }) => `${month}\n${provider ?? ""}`)]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, paid]) => {
      const [month = "", provider = ""] = key.split("\n");
      return { month, provider, payments: paid.length, sums: sumsOf(paid) };
    });
}

function countriesOf(payments: readonly Payment[]): BuyNowPayLater["countries"] {
  return [...Map.groupBy(payments, ({ country }) => country)]
    .map(([country, all]) => {
      const later = all.filter(({ provider }) => provider !== null);
      return { country, payments: later.length, all: all.length, sums: sumsOf(later) };
    })
    .sort((left, right) => right.payments - left.payments || right.all - left.all);
}

function sumsOf(payments: readonly Payment[]): readonly MoneySum[] {
  return [...Map.groupBy(payments, ({ currency }) => currency)]
    .map(([currency, paid]) => ({
      currency,
      exponent: currencyExponent(currency),
      amount: paid.reduce((sum, { amount }) => sum + amount, 0),
    }))
    .sort((left, right) => (left.currency < right.currency ? -1 : 1));
}

/** In major units of a currency whose middle payment is some tens, such as the dollar. */
const LIMITS = [25, 50, 100, 250];
const MIDDLE = 50;

/**
 * What a merchant means by a small or a large basket, for each currency by itself. The limits move with the currency by
 * powers of ten, so that 2,500 yen are what 25 dollars are: by the middle payment of that currency.
 */
function bandsOf(payments: readonly Payment[]): BuyNowPayLater["amountBands"] {
  return [...Map.groupBy(payments, ({ currency }) => currency)]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([currency, ofCurrency]) => {
      const limits = limitsOf(
        ofCurrency.map(({ amount }) => amount),
        currencyExponent(currency),
      );
      return [0, ...limits].map((from, index) => {
        const to = limits[index] ?? null;
        const all = ofCurrency.filter(({ amount }) => amount >= from && (to === null || amount < to));
        const later = all.filter(({ provider }) => provider !== null);
        return { currency, exponent: currencyExponent(currency), from, to, payments: later.length, all: all.length };
      });
    });
}

/** Minor units. */
function limitsOf(amounts: readonly number[], exponent: number): readonly number[] {
  const middle = amounts.toSorted((left, right) => left - right)[Math.floor(amounts.length / 2)] ?? 0;
  const power = Math.max(0, Math.round(Math.log10(Math.max(1, middle / 10 ** exponent) / MIDDLE)));
  return LIMITS.map((limit) => limit * 10 ** (power + exponent));
}

/** Those with most payments first; the page has no use for more. */
const MOST_CUSTOMERS = 500;

function customersOf(later: readonly Payment[]): BuyNowPayLater["customers"] {
  const named = later.filter(({ customer }) => customer !== null);
  return [...Map.groupBy(named, ({ customer }) => customer ?? "")]
    .map(([id, paid]) => ({
      id,
      payments: paid.length,
      providers: [...new Set(paid.map(({ provider }) => provider ?? ""))],
      sums: sumsOf(paid),
    }))
    .sort((left, right) => right.payments - left.payments)
    .slice(0, MOST_CUSTOMERS);
}
