import { signWebhook } from "@stripe-aep/simulator";
import { describe, expect, it } from "vitest";
import { AccessError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { verifyWebhookSignature } from "./webhook-signature.ts";

const body = Buffer.from('{"id":"evt_1","object":"event","note":"ünïcödé"}');
const now = 1_700_000_000_000;
const seconds = now / 1000;
const key = "whsec_fakeFirst";

function verify(signature: string | undefined, secrets: readonly string[] = [key], bytes: Uint8Array = body) {
  return verifyWebhookSignature({ body: bytes, signature, secrets: secrets.map((secret) => new Secret(secret)), now });
}

function sign(secrets: readonly string[], at = seconds): string {
  return signWebhook(body, at, secrets);
}

describe("verifyWebhookSignature", () => {
  it("accepts the untouched bytes under any of the endpoint's secrets", () => {
    expect(verify(sign([key]))).toEqual({ timestamp: seconds });
    expect(verify(sign(["whsec_fakeOld", key]))).toEqual({ timestamp: seconds });
    expect(verify(sign([key]), ["whsec_fakeNew", key])).toEqual({ timestamp: seconds });
  });

  it("refuses a changed byte, another secret, a missing or an unreadable header", () => {
    const changed = Buffer.from(body);
    changed[5] = 0x58;
    expect(() => verify(sign([key]), [key], changed)).toThrow("no signature matches");
    expect(() => verify(sign(["whsec_fakeOther"]))).toThrow("no signature matches");
    expect(() => verify(undefined)).toThrow("no timestamp");
    expect(() => verify("t=abc,v1=00")).toThrow("no timestamp");
    expect(() => verify(`t=${seconds}`)).toThrow("no v1 signature");
    expect(() => verify(sign([key]).replace("v1=", "v0="))).toThrow("no v1 signature");
    expect(() => verify(sign([key]), [])).toThrow("no signature matches");
  });

  it("refuses what is older or newer than the tolerance, though it is signed", () => {
    expect(() => verify(sign([key], seconds - 301))).toThrow("301 seconds away");
    expect(() => verify(sign([key], seconds + 301))).toThrow("301 seconds away");
    expect(verify(sign([key], seconds - 300))).toEqual({ timestamp: seconds - 300 });
  });

  it("says nothing of the secret in its error", () => {
    const failure = (() => {
      try {
        return verify(sign(["whsec_fakeOther"]));
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(AccessError);
    expect(JSON.stringify(failure) + String(failure)).not.toContain("fakeFirst");
  });
});
