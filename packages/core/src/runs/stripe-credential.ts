import type { StripeCredentialConfig } from "../config.ts";
import { ConfigError } from "../errors.ts";
import type { Ports } from "../ports/ports.ts";
import { Secret } from "../secret.ts";
import { type Credential, loadCredential, saveCredential } from "../state/credentials.ts";
import { feedOf } from "../state/feeds.ts";
import type { Store } from "../state/open-store.ts";
import type { StripeCredential } from "../stripe/client.ts";
import { exchangeToken } from "../stripe/oauth.ts";
import { holdingLease } from "./hold-lease.ts";

/** An access token is renewed this long (milliseconds) before it ends, so that no request leaves with a dying one. */
const RENEW_BEFORE = 5 * 60_000;

export interface CredentialInput {
  readonly config: StripeCredentialConfig;
  readonly baseUrl: string;
  readonly encryptionKey: Secret | undefined;
  readonly store: Store;
  readonly ports: Ports;
}

export function stripeCredential(input: CredentialInput): StripeCredential {
  const { config } = input;
  if (config.kind === "key") return { current: async () => config.key, refused: async () => false };
  return new RotatingCredential({ ...input, config });
}

type RotatingInput = CredentialInput & { readonly config: Extract<StripeCredentialConfig, { kind: "oauth-refresh" }> };

/**
 * Stripe kills a refresh token in the moment in which it gives a new one, so the protocol is: one rotation at a time (a lease
 * of the connection's own), the new pair durable before anybody uses it, and an exchange without an answer not repeated in
 * the same breath: the next run tries once more, and only Stripe's word says whether the old token still lives.
 */
class RotatingCredential implements StripeCredential {
  readonly #input: RotatingInput;
  readonly #key: Secret;
  #known: Credential | undefined;
  #rotating: Promise<Credential> | undefined;

  constructor(input: RotatingInput) {
    this.#input = input;
    if (input.encryptionKey === undefined) throw keyMissing(input.config.connection);
    this.#key = input.encryptionKey;
  }

  async current(): Promise<Secret> {
    const known = this.#known ?? (await this.#load());
    this.#known = known !== undefined && this.#isFresh(known) ? known : await this.#renew(known?.generation ?? 0);
    return new Secret(this.#known.accessToken);
  }

  async refused(): Promise<boolean> {
    const before = this.#known?.generation ?? 0;
    this.#known = await this.#renew(before);
    return this.#known.generation > before;
  }

  #isFresh(credential: Credential): boolean {
    return credential.accessTokenExpiresAt - RENEW_BEFORE > this.#input.ports.clock.now();
  }

  #load(): Promise<Credential | undefined> {
    return loadCredential(this.#input.store.database, this.#input.config.connection, this.#key);
  }

  #renew(generation: number): Promise<Credential> {
    this.#rotating ??= this.#rotate(generation).finally(() => {
      this.#rotating = undefined;
    });
    return this.#rotating;
  }

  async #rotate(generation: number): Promise<Credential> {
    const { store, ports, config } = this.#input;
    const feed = await feedOf(store, `credential/${config.connection}`, false);
    return holdingLease(store, ports, { feed }, async () => {
      const stored = await this.#load();
      // Another process has renewed it since we read it.
      if (stored !== undefined && stored.generation > generation) return stored;
      return this.#exchange(stored);
    });
  }

  async #exchange(stored: Credential | undefined): Promise<Credential> {
    const { store, ports, config, baseUrl } = this.#input;
    const refreshToken = stored === undefined ? config.initialRefreshToken : new Secret(stored.refreshToken);
    const grant = { kind: "refresh-token", refreshToken } as const;
    const outcome = await exchangeToken(ports, { baseUrl, appKey: config.appKey, grant });
    if (outcome.kind !== "issued") {
      // The access token may have some minutes left: a lost answer need not stop what can still be read.
      if (outcome.kind !== "refused" && stored !== undefined && stored.accessTokenExpiresAt > ports.clock.now())
        return stored;
      throw outcome.error;
    }
    const credential: Credential = {
      refreshToken: outcome.tokens.refreshToken.reveal(),
      accessToken: outcome.tokens.accessToken.reveal(),
      accessTokenExpiresAt: outcome.tokens.expiresAt,
      generation: (stored?.generation ?? 0) + 1,
    };
    const sealing = { key: this.#key, random: ports.random, now: ports.clock.now() };
    await saveCredential(store.database, config.connection, credential, sealing);
    return credential;
  }
}

function keyMissing(connection: string): ConfigError {
  return new ConfigError({
    code: "SAEP-1005",
    message: "A rotating credential needs an encryption key for the state store.",
    where: connection,
    next: "Make one with `openssl rand -base64 32` and point the setting at it.",
  });
}
