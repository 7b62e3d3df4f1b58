import { describe, expect, it } from "vitest";
import type { BuyNowPayLaterAnswer } from "../../api/buy-now-pay-later.ts";
import { currenciesOf, summarise } from "./summarise.ts";

const answer: BuyNowPayLaterAnswer = {
  asOf: 0,
  providers: [
    { period: "2026-10-05", provider: "klarna", currency: "usd", payments: 2, amount: 3000 },
    { period: "2026-10-12", provider: "zip", currency: "usd", payments: 5, amount: 2000 },
    { period: "2026-10-12", provider: "klarna", currency: "jpy", payments: 1, amount: 9000 },
  ],
  all: [
    { period: "2026-10-12", currency: "usd", payments: 20, amount: 40_000 },
    { period: "2026-10-05", currency: "usd", payments: 10, amount: 20_000 },
    { period: "2026-10-12", currency: "jpy", payments: 3, amount: 27_000 },
  ],
  countries: [],
  bands: [],
  audience: { customers: 0, identity: "StripeCustomer", examples: [] },
};

describe("buy now, pay later", () => {
  it("never adds two currencies, and begins with the busiest", () => {
    expect(currenciesOf(answer)).toEqual(["usd", "jpy"]);
    expect(summarise(answer, "usd", "amount").payingLater).toEqual({ payments: 7, amount: 5000 });
    expect(summarise(answer, "jpy", "amount").payingLater).toEqual({ payments: 1, amount: 9000 });
  });

  it("orders providers by what is measured, periods by time", () => {
    const { providers, stacks, series } = summarise(answer, "usd", "payments");
    expect(providers.map(({ name }) => name)).toEqual(["zip", "klarna"]);
    expect(series.map(({ name }) => name)).toEqual(["Zip", "Klarna"]);
    expect(stacks).toEqual([
      { label: "2026-10-05", values: [0, 2] },
      { label: "2026-10-12", values: [5, 0] },
    ]);
  });

  it("compares with all payments, also in periods without any", () => {
    expect(summarise(answer, "usd", "payments").all).toEqual({ payments: 30, amount: 60_000 });
  });
});
