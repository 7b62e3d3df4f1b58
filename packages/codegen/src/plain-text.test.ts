import { describe, expect, it } from "vitest";
import { plainText, titleOf } from "./plain-text.ts";

describe("documentation text", () => {
  it.each([
    ["See [the guide](https://example.com/a_(b)) here", "See the guide here"],
    ["See [the guide](https://example.com/x).", "See the guide."],
    ["One\n  line", "One line"],
    ["<p>Kept <b>words</b></p>", "Kept words"],
    ["`code` stays", "`code` stays"],
  ])("%s", (markdown, want) => {
    expect(plainText(markdown)).toBe(want);
  });
});

describe("titles", () => {
  it.each([
    ["payment_method_details", "Payment method details"],
    ["id", "ID"],
    ["receipt_url", "Receipt URL"],
    ["purchaseID", "Purchase ID"],
    ["iban_last4", "IBAN last4"],
  ])("%s", (name, want) => {
    expect(titleOf(name)).toBe(want);
  });
});
