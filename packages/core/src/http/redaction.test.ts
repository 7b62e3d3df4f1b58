import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Secret } from "../secret.ts";
import { redact, redactFields } from "./redaction.ts";

const canaries = [
  "sk_live_fakeCanary1234",
  "rk_test_fakeCanary1234",
  "whsec_fakeCanary1234",
  "ac_fakeCanary1234",
  "eyJhbGciOiJub25l.eyJzdWIiOiJmYWtl.c2lnbmF0dXJl",
  "https://pay.stripe.com/receipts/payment/fakeCanary",
];

describe("redaction", () => {
  it.each(canaries)("removes %s from any text", (canary) => {
    expect(redact(`before ${canary} after`)).toBe("before [secret] after");
  });

  it("removes what stands behind a name that says it is secret", () => {
    const text = redact(
      'refresh_token=fakeCanary&x=1 "client_secret": "fakeCanary" Authorization: Bearer fakeCanary12',
    );
    expect(text).not.toContain("fakeCanary");
    expect(text).toContain("x=1");
  });

  it("reaches every depth of a log line's fields, errors included", () => {
    const fields = {
      list: [{ deep: canaries[0] }],
      error: new Error(`no ${String(canaries[1])}`),
      secret: new Secret("hidden-value"),
      big: 1n,
    };
    const text = JSON.stringify(redactFields(fields));
    for (const canary of [...canaries, "hidden-value"]) expect(text).not.toContain(canary);
    expect(text).toContain('"big":"1"');
  });

  it("a Secret gives itself away to nothing that prints", () => {
    const secret = new Secret("rk_test_fakeHidden");
    const printed = [
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }),
      inspect(secret, { showHidden: true }),
    ];
    for (const text of printed) expect(text).not.toContain("fakeHidden");
    expect(secret.kind).toBe("rk_test_");
    expect(secret.reveal()).toBe("rk_test_fakeHidden");
  });
});
