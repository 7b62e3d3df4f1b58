import { createHmac, timingSafeEqual } from "node:crypto";
import { AccessError } from "../errors.ts";
import type { Secret } from "../secret.ts";

export interface SignedWebhook {
  /** The untouched bytes of the request's body. */
  readonly body: Uint8Array;
  /** The `Stripe-Signature` header. */
  readonly signature: string | undefined;
  /** The endpoint's signing secrets (`whsec_…`): two while one is being rolled. */
  readonly secrets: readonly Secret[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How old a signature may be, in seconds. Default 300; Stripe's own default. */
  readonly toleranceSeconds?: number;
}

/**
 * Proves that Stripe sent these bytes: HMAC-SHA256 over `<t>.<body>` with one of the secrets, compared in constant time.
 * Schemes other than `v1` are ignored. Throws `AccessError` (SAEP-1110) with the reason.
 */
export function verifyWebhookSignature(webhook: SignedWebhook): { readonly timestamp: number } {
  const { timestamp, signatures } = readHeader(webhook.signature);
  if (timestamp === undefined) throw notFromStripe("the Stripe-Signature header has no timestamp");
  if (signatures.length === 0) throw notFromStripe("the Stripe-Signature header has no v1 signature");
  const matched = webhook.secrets.some((secret) =>
    matchesAny(expectedSignature(secret, timestamp, webhook.body), signatures),
  );
  if (!matched) throw notFromStripe("no signature matches a signing secret of this endpoint");
  const age = Math.abs(webhook.now / 1000 - Number(timestamp));
  if (age > (webhook.toleranceSeconds ?? 300)) {
    throw notFromStripe(`the signature is ${Math.round(age)} seconds away from this machine's clock`);
  }
  return { timestamp: Number(timestamp) };
}

function readHeader(header: string | undefined): { timestamp: string | undefined; signatures: Buffer[] } {
  const pairs = (header ?? "").split(",").map((pair) => pair.trim().split("=", 2));
  const timestamp = pairs.find(([scheme]) => scheme === "t")?.[1];
  return {
    timestamp: timestamp !== undefined && /^\d{1,12}$/.test(timestamp) ? timestamp : undefined,
    signatures: pairs
      .filter(([scheme, value]) => scheme === "v1" && /^[0-9a-f]{64}$/.test(value ?? ""))
      .map(([, value]) => Buffer.from(value ?? "", "hex")),
  };
}

function expectedSignature(secret: Secret, timestamp: string, body: Uint8Array): Buffer {
  return createHmac("sha256", secret.reveal()).update(`${timestamp}.`).update(body).digest();
}

/** Every signature is compared, so that the time taken says nothing about which one matched. */
function matchesAny(expected: Buffer, signatures: readonly Buffer[]): boolean {
  return signatures.map((signature) => timingSafeEqual(signature, expected)).includes(true);
}

function notFromStripe(reason: string): AccessError {
  return new AccessError({
    code: "SAEP-1110",
    message: `The webhook was not accepted: ${reason}`,
    where: "Stripe-Signature",
    next: "Compare the endpoint's signing secret in the Stripe dashboard with the setting; check the clock.",
  });
}
