import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holdsCardNumber, isFreeText } from "./card-numbers.ts";

describe("holdsCardNumber", () => {
  it.each([
    "4242424242424242",
    "card 4242 4242 4242 4242 please",
    "4242-4242-4242-4242",
    "amex 378282246310005.",
    "0123 4242 4242 4242 4242 99",
    "6011111111111117",
    `${"x".repeat(5_000)}5555555555554444`,
  ])("finds the number in %j", (text) => {
    expect(holdsCardNumber(text)).toBe(true);
  });

  it.each([
    "4242424242424241",
    "ch_3MmlLrLkdIwHu7ix0snN0B15",
    "order 1234-5678-9012",
    "1679090539000",
    "42424242424242424242424242424242",
    "4242  4242  4242  4242",
    "4242 4242 4242",
    "9242424242424242",
    "",
  ])("finds none in %j", (text) => {
    expect(holdsCardNumber(text)).toBe(false);
  });

  it("finds a number wherever it stands and however its digits are grouped", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "é", "_", ".", "/"), maxLength: 40 });
    const groups = fc.array(fc.constantFrom("", " ", "-"), { minLength: 15, maxLength: 15 });
    fc.assert(
      fc.property(letters, letters, groups, (before, after, separators) => {
        const number = Array.from("4000056655665556")
          .map((digit, index) => digit + (separators[index] ?? ""))
          .join("");
        expect(holdsCardNumber(`${before}${number}${after}`)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

it("takes machine-made digits for what they are, and what people type for free text", () => {
  expect(["network_transaction_id", "id", "reference", "phone", "receipt_url"].filter(isFreeText)).toEqual([]);
  expect(["description", "name", "line1", "statement_descriptor", "nickname"].every(isFreeText)).toBe(true);
});
