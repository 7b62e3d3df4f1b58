import { describe, expect, it } from "vitest";
import { matches, policyOf } from "./privacy.ts";

describe("path patterns", () => {
  it.each([
    ["email", "email", true],
    ["email", "billing_details.email", false],
    ["**.email", "email", true],
    ["**.email", "billing_details.email", true],
    ["**.address.line1", "payment_method_details.klarna.payer_details.address.line1", true],
    ["*.email", "billing_details.email", true],
    ["*.email", "a.b.email", false],
    ["metadata", "items.data[*].metadata", false],
    ["**.metadata", "items.data[*].metadata", true],
    ["items.price", "items.data[*].price", true],
    ["**", "anything.at.all", true],
  ])("%s on %s: %s", (pattern, path, want) => {
    expect(matches(pattern, path)).toBe(want);
  });
});

describe("policies by name", () => {
  it("sends from the named preset on", () => {
    expect(policyOf("marketing")).toEqual({ minimal: "drop", marketing: "keep", full: "keep" });
    expect(policyOf("never")).toEqual({ minimal: "drop", marketing: "drop", full: "drop" });
    expect(policyOf(undefined)).toEqual({ minimal: "keep", marketing: "keep", full: "keep" });
  });

  it("takes a policy that is written out", () => {
    const policy = { minimal: "drop", marketing: "hash", full: "keep" } as const;
    expect(policyOf(policy)).toEqual(policy);
  });
});
