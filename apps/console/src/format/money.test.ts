import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currencyExponent, formatMoney, formatMoneyShort } from "./money.ts";

describe("money", () => {
  it.each([
    [1099, "usd", "$10.99"],
    [1099, "jpy", "¥1,099"],
    [1099, "bhd", "BHD 1.099"],
    [500, "ugx", "UGX 5.00"],
    [-5, "eur", "-€0.05"],
    [0, "gbp", "£0.00"],
  ])("%d %s is %s", (minor, currency, expected) => {
    expect(formatMoney(minor, currency, "en-US").replaceAll("\u00a0", " ")).toBe(expected);
  });

  it("keeps every digit of the largest safe amount", () => {
    expect(formatMoney(Number.MAX_SAFE_INTEGER, "usd", "en-US")).toBe("$90,071,992,547,409.91");
  });

  it("shows an unknown currency rather than nothing", () => {
    expect(formatMoney(1099, "not-a-currency", "en-US")).toBe("10.99 NOT-A-CURRENCY");
  });

  it("reads back to the same minor units in every currency", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom("usd", "jpy", "kwd", "isk"), (minor, currency) => {
        const digits = formatMoney(minor, currency, "en-US").replaceAll(/[^\d-]/g, "");
        expect(Number(digits)).toBe(minor);
      }),
    );
  });

  it("rounds for axes only", () => {
    expect(formatMoneyShort(123_456, "usd", "en-US")).toBe("$1.2K");
    expect(currencyExponent("KRW")).toBe(0);
  });
});
