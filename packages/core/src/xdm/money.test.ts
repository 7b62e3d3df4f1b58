import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currencyExponent, formatMinorUnits, toMajorUnits } from "./money.ts";
import { paymentFamilies, paymentFamily } from "./payment-families.ts";

function decision(name: string): Record<string, unknown> {
  return JSON.parse(
    readFileSync(new URL(`../../../../schemas/decisions/${name}.json`, import.meta.url), "utf8"),
  ) as Record<string, unknown>;
}

describe("money", () => {
  it("knows every currency as the decisions of the schemas do", () => {
    for (const [currency, exponent] of Object.entries(decision("currencies"))) {
      if (typeof exponent === "number") expect([currency, currencyExponent(currency)]).toEqual([currency, exponent]);
    }
  });

  it("takes UGX and ISK for two-decimal, as they are sent, and a currency nobody knows too", () => {
    expect([currencyExponent("ugx"), currencyExponent("ISK"), currencyExponent("zzz")]).toEqual([2, 2, 2]);
  });

  it("writes minor units exactly, whatever their size", () => {
    expect(formatMinorUnits(1099n, "usd")).toBe("10.99");
    expect(formatMinorUnits(-5n, "usd")).toBe("-0.05");
    expect(formatMinorUnits(500n, "jpy")).toBe("500");
    expect(formatMinorUnits(123_456_789_012_345_678_901n, "bhd")).toBe("123456789012345678.901");
  });

  it("gives the double nearest to the true amount, so that its text is the amount", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.constantFrom("usd", "jpy", "bhd"), (minor, currency) => {
        expect(toMajorUnits(minor, currency)).toBe(Number(formatMinorUnits(BigInt(minor), currency)));
      }),
    );
  });
});

describe("payment families", () => {
  it("are those of the decisions of the schemas", () => {
    expect(Object.fromEntries(paymentFamilies())).toEqual(decision("payment-families"));
  });

  it("tell credit from what only looks like it", () => {
    const family = (type: string, cardWallet?: string, klarnaCategory?: string) =>
      paymentFamily({ type, cardWallet, klarnaCategory });
    expect(family("klarna", undefined, "pay_later")).toBe("bnpl");
    expect(family("klarna", undefined, "pay_now")).toBe("other");
    expect(family("card", "apple_pay")).toBe("wallet");
    expect(family("card")).toBe("card");
    expect(family("made_up_next_year")).toBe("other");
  });
});
