import type { StripeCredentialConfig } from "../config.ts";
import { ConfigError } from "../errors.ts";
import type { Ports } from "../ports/ports.ts";
import type { Secret } from "../secret.ts";
import type { Store } from "../state/open-store.ts";
import type { StripeCredential } from "../stripe/client.ts";
import { RotatingCredential } from "./rotating-credential.ts";

export interface CredentialInput {
  readonly config: StripeCredentialConfig;
  readonly baseUrl: string;
  readonly encryptionKey: Secret | undefined;
  readonly store: Store;
  readonly ports: Ports;
}

/** The key itself, or the token that rotates. `ConfigError` (SAEP-1005) when the latter has nothing to be encrypted with. */
export function stripeCredential(input: CredentialInput): StripeCredential {
  const { config, encryptionKey } = input;
  if (config.kind === "key") return { current: async () => config.key, refused: async () => false };
  if (encryptionKey === undefined) throw keyMissing(config.connection);
  return new RotatingCredential({ ...input, config, encryptionKey });
}

function keyMissing(connection: string): ConfigError {
  return new ConfigError({
    code: "SAEP-1005",
    message: "A rotating credential needs an encryption key for the state store.",
    where: connection,
    next: "Make one with `openssl rand -base64 32` and point the setting at it.",
  });
}
