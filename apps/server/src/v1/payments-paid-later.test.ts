import { describe, expect, it } from "vitest";
import { type Payment, summarisePayments } from "./payments-paid-later.ts";

const payment: Payment = {
  month: "2026-01",
  provider: "klarna",
  currency: "usd",
  amount: 4_000,
  country: "DE",
  customer: "cus_1",
};

describe("payments that were paid later", () => {
  it("never adds amounts of two currencies", () => {
    const { providers, months, countries } = summarisePayments([
      payment,
      { ...payment, amount: 1_500 },
      { ...payment, currency: "jpy", amount: 900 },
    ]);
    const sums = [
      { currency: "jpy", exponent: 0, amount: 900 },
      { currency: "usd", exponent: 2, amount: 5_500 },
    ];
    expect(providers).toEqual([{ provider: "klarna", payments: 3, share: 1, sums }]);
    expect(months).toEqual([{ month: "2026-01", provider: "klarna", payments: 3, sums }]);
    expect(countries).toEqual([{ country: "DE", payments: 3, all: 3, sums }]);
  });

  it("counts what is paid later within what is paid at all, by country", () => {
    const card = { ...payment, provider: null };
    const { countries } = summarisePayments([payment, card, card, { ...card, country: "US" }]);
    expect(countries.map(({ country, payments, all }) => [country, payments, all])).toEqual([
      ["DE", 1, 3],
      ["US", 0, 1],
    ]);
  });

  it("has bands of each currency by itself, as large as its payments are, and loses no payment between them", () => {
    const dollars = [1_000, 2_500, 4_999, 5_000, 30_000].map((amount) => ({ ...payment, amount }));
    const yen = [1_000, 4_000, 6_000, 90_000].map((amount) => ({ ...payment, currency: "jpy", amount }));
    const { amountBands } = summarisePayments([...dollars, ...yen]);
    const of = (currency: string) =>
      amountBands.filter((band) => band.currency === currency).map(({ from, to, all }) => [from, to, all]);
    expect(of("usd")).toEqual([
      [0, 2_500, 1],
      [2_500, 5_000, 2],
      [5_000, 10_000, 1],
      [10_000, 25_000, 0],
      [25_000, null, 1],
    ]);
    expect(of("jpy")).toEqual([
      [0, 2_500, 1],
      [2_500, 5_000, 1],
      [5_000, 10_000, 1],
      [10_000, 25_000, 0],
      [25_000, null, 1],
    ]);
  });

  it("names customers once, with all their providers, and nobody who is not named", () => {
    const { customers } = summarisePayments([
      payment,
      { ...payment, provider: "zip" },
      { ...payment, customer: null },
      { ...payment, customer: "cus_2", provider: null },
    ]);
    expect(customers.map(({ id, payments, providers }) => [id, payments, providers])).toEqual([
      ["cus_1", 2, ["klarna", "zip"]],
    ]);
  });
});
