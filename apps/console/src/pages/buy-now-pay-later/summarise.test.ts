import { describe, expect, it } from "vitest";
import { monthlyStacks, seriesOf } from "./summarise.ts";

const providers = [
  { provider: "zip", payments: 2, share: 0.1, sums: [] },
  { provider: "klarna", payments: 7, share: 0.3, sums: [] },
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
      { month: "2026-02", provider: "klarna", payments: 3 },
      { month: "2025-11", provider: "klarna", payments: 4 },
      { month: "2025-11", provider: "zip", payments: 2 },
    ];
    expect(monthlyStacks({ providers, months })).toEqual([
      { label: "2025-11", values: [4, 2] },
      { label: "2025-12", values: [0, 0] },
      { label: "2026-01", values: [0, 0] },
      { label: "2026-02", values: [3, 0] },
    ]);
  });

  it("is empty without payments", () => {
    expect(monthlyStacks({ providers: [], months: [] })).toEqual([]);
  });
});
