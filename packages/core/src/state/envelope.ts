import { createCipheriv, createDecipheriv } from "node:crypto";
import { ConfigError } from "../errors.ts";
import type { Random } from "../ports/ports.ts";
import type { Secret } from "../secret.ts";

const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Envelope encryption: each value has a data key of its own, which is encrypted with the operator's key; changing the
 * operator's key means sealing data keys again, not values. `place` (what the value is for) is authenticated with it, so
 * that a sealed value cannot be moved to another row. The result is text: two base64 parts, data key and value.
 */
export function sealText(text: string, place: string, key: Secret, random: Random): string {
  const dataKey = random.bytes(KEY_BYTES);
  return [
    encrypt(dataKey, keyBytes(key), place, random.bytes(NONCE_BYTES)),
    encrypt(Buffer.from(text, "utf8"), dataKey, place, random.bytes(NONCE_BYTES)),
  ].join(".");
}

/** Throws `ConfigError` when the key is another one, or the text was altered or belongs to another place. */
export function openText(sealed: string, place: string, key: Secret): string {
  try {
    const [sealedKey = "", sealedValue = ""] = sealed.split(".");
    const dataKey = decrypt(sealedKey, keyBytes(key), place);
    return decrypt(sealedValue, dataKey, place).toString("utf8");
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError({
      code: "SAEP-1005",
      message: "The stored credential cannot be opened with this encryption key.",
      where: place,
      next: "Set the encryption key of this state store, or authorize the Stripe connection again.",
    });
  }
}

function encrypt(bytes: Uint8Array, key: Uint8Array, place: string, nonce: Uint8Array): string {
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(Buffer.from(place, "utf8"));
  const body = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64");
}

function decrypt(text: string, key: Uint8Array, place: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(place, "utf8"));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}

function keyBytes(key: Secret): Uint8Array {
  const bytes = Buffer.from(key.reveal(), "base64");
  if (bytes.length === KEY_BYTES) return bytes;
  throw new ConfigError({
    code: "SAEP-1005",
    message: `The encryption key must be ${KEY_BYTES} bytes in base64; it has ${bytes.length}.`,
    next: "Make one with `openssl rand -base64 32`.",
  });
}
