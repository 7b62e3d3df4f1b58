import { describe, expect, it } from "vitest";
import { currenciesOf, monthlyStacks, seriesOf } from "./summarise.ts";

const usd = (amount: number) => ({ currency: "usd", exponent: 2, amount });
const jpy = (amount: number) => ({ currency: "jpy", exponent: 0, amount });
const providers = [
  { provider: "zip", payments: 2, share: 0.1, sums: [usd(300)] },
  { provider: "klarna", payments: 7, share: 0.3, sums: [jpy(9000), usd(700)] },
];

describe("buy now, pay later", () => {
  it("shows the busiest provider first, and keeps its colour", () => {
    expect(seriesOf({ providers }).map(({ name, color }) => [name, color])).toEqual([
      ["Klarna", 1],
      ["Zip", 2],
    ]);
  });

  it("leaves no month out between the first and the last, across a new year", () => {
    const months = [
      { month: "2026-02", provider: "klarna", payments: 3, sums: [] },
      { month: "2025-11", provider: "klarna", payments: 4, sums: [] },
      { month: "2025-11", provider: "zip", payments: 2, sums: [] },
    ];
    expect(monthlyStacks({ providers, months })).toEqual([
      { label: "2025-11", values: [4, 2] },
      { label: "2025-12", values: [0, 0] },
      { label: "2026-01", values: [0, 0] },
      { label: "2026-02", values: [3, 0] },
    ]);
  });

  it("shows the amounts of one currency, and none of another", () => {
    const months = [
      { month: "2026-02", provider: "klarna", payments: 3, sums: [jpy(5000), usd(700)] },
      { month: "2026-02", provider: "zip", payments: 2, sums: [usd(300)] },
    ];
    expect(monthlyStacks({ providers, months }, "usd")).toEqual([{ label: "2026-02", values: [700, 300] }]);
    expect(monthlyStacks({ providers, months }, "jpy")).toEqual([{ label: "2026-02", values: [5000, 0] }]);
  });

  it("offers the currency of most payments first", () => {
    const band = { exponent: 2, from: 0, to: null, all: 9 };
    const amountBands = [
      { ...band, currency: "jpy", payments: 1 },
      { ...band, currency: "usd", payments: 6 },
    ];
    expect(currenciesOf({ providers, amountBands })).toEqual(["usd", "jpy"]);
  });

  it("is empty without payments", () => {
    expect(monthlyStacks({ providers: [], months: [] })).toEqual([]);
  });
});
