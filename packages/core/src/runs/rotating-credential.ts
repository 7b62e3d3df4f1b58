import type { StripeCredentialConfig } from "../config.ts";
import { type ConnectorError, LockedError, StoppedError } from "../errors.ts";
import type { Ports } from "../ports/ports.ts";
import { Secret } from "../secret.ts";
import { type Credential, loadCredential, noteRenewal, saveCredential, type Sealing } from "../state/credentials.ts";
import { feedOf } from "../state/feeds.ts";
import type { Store } from "../state/open-store.ts";
import type { StripeCredential } from "../stripe/client.ts";
import { exchangeToken, renewalRefused, type TokenOutcome } from "../stripe/oauth.ts";
import { holdingLease } from "./hold-lease.ts";

/** An access token is renewed this long (milliseconds) before it ends, so that no request leaves with a dying one. */
const RENEW_BEFORE = 5 * 60_000;
/** After an exchange that gave nothing, none is tried for this long. */
const PAUSE = 60_000;
/** Another process that renews has so long: an exchange takes at most 30 s, the lease of a dead process 60 s. */
const LONGEST_WAIT = 120_000;
const LOOK_AGAIN_AFTER = 250;
/** A new pair is in memory only while the store cannot be written: for so long it is tried, once a second. */
const SAVE_ATTEMPTS = 30;

export interface RotatingInput {
  readonly config: Extract<StripeCredentialConfig, { kind: "oauth-refresh" }>;
  readonly baseUrl: string;
  readonly encryptionKey: Secret;
  readonly store: Store;
  readonly ports: Ports;
}

/**
 * Stripe kills a refresh token in the moment in which it gives a new one, so the protocol is: one rotation at a time (a lease
 * of the connection's own); a durable note that it begins, which also proves that the store can be written; the exchange,
 * once; the new pair durable before anybody uses it. An exchange without an answer is not repeated in the same breath: a
 * later one asks once more, and only Stripe's word says whether the old token still lives.
 */
export class RotatingCredential implements StripeCredential {
  readonly #input: RotatingInput;
  #known: Credential | undefined;
  #rotating: Promise<Credential> | undefined;
  #paused: { readonly until: number; readonly error: ConnectorError } | undefined;

  constructor(input: RotatingInput) {
    this.#input = input;
  }

  async current(): Promise<Secret> {
    const known = this.#known ?? (await this.#load());
    this.#known = known !== undefined && this.#isGoodEnough(known) ? known : await this.#renew(known?.generation ?? 0);
    return new Secret(this.#known.accessToken);
  }

  async refused(token: Secret): Promise<boolean> {
    const before = this.#known;
    if (before !== undefined && before.accessToken !== token.reveal()) return true;
    this.#known = await this.#renew(before?.generation ?? 0);
    return this.#known.accessToken !== token.reveal();
  }

  /** Fresh; or alive, while no renewal is tried. */
  #isGoodEnough({ accessTokenExpiresAt: expiresAt }: Credential): boolean {
    return expiresAt - (this.#isPaused() ? 0 : RENEW_BEFORE) > this.#now();
  }

  #isPaused(): boolean {
    return this.#paused !== undefined && this.#now() < this.#paused.until;
  }

  #now(): number {
    return this.#input.ports.clock.now();
  }

  #load(): Promise<Credential | undefined> {
    const { store, config, encryptionKey } = this.#input;
    return loadCredential(store.database, config.connection, encryptionKey);
  }

  #renew(generation: number): Promise<Credential> {
    this.#rotating ??= this.#rotate(generation).finally(() => {
      this.#rotating = undefined;
    });
    return this.#rotating;
  }

  /** Renews, or waits for the process that does. */
  async #rotate(generation: number): Promise<Credential> {
    const { store, ports, config } = this.#input;
    const feed = await feedOf(store, `credential/${config.connection}`, false);
    const giveUpAt = this.#now() + LONGEST_WAIT;
    for (;;) {
      try {
        return await holdingLease(store, ports, { feed }, () => this.#renewOnce(generation));
      } catch (error) {
        if (!(error instanceof LockedError) || this.#now() > giveUpAt) throw error;
      }
      await ports.clock.sleep(LOOK_AGAIN_AFTER);
    }
  }

  async #renewOnce(generation: number): Promise<Credential> {
    const stored = await this.#load();
    // Another process has renewed it since we read it.
    if (stored !== undefined && stored.generation > generation) return stored;
    if (this.#paused !== undefined && this.#isPaused()) return this.#goOnWith(stored, this.#paused.error);
    return this.#exchangeStored(stored ?? this.#unused());
  }

  /** Before the first exchange: the token of the settings. */
  #unused(): Credential {
    return {
      refreshToken: this.#input.config.initialRefreshToken.reveal(),
      accessToken: "",
      accessTokenExpiresAt: 0,
      generation: 0,
    };
  }

  async #exchangeStored(stored: Credential): Promise<Credential> {
    const renewingSince = stored.renewingSince ?? this.#now();
    if (!(await this.#note({ ...stored, renewingSince }))) return this.#ofAnotherProcess(stored);
    const { outcome, refreshToken } = await this.#exchange(stored);
    if (outcome.kind === "issued") return this.#keep(stored, outcome.tokens);
    if (outcome.kind === "refused") {
      // One that waited for long may find that the other one got through after all.
      const now = await this.#load();
      if (now !== undefined && now.generation > stored.generation) return now;
      throw stored.renewingSince === undefined || refreshToken !== stored.refreshToken
        ? outcome.error
        : renewalRefused(outcome.error, stored.renewingSince);
    }
    if (outcome.kind === "not-carried-out" && stored.renewingSince === undefined) await this.#note(stored);
    this.#paused = { until: this.#now() + PAUSE, error: outcome.error };
    return this.#goOnWith(stored, outcome.error);
  }

  /** With the stored token; when that is dead and the settings hold another one, as after a new installation, with that. */
  async #exchange(stored: Credential): Promise<{ readonly outcome: TokenOutcome; readonly refreshToken: string }> {
    const { ports, baseUrl, config } = this.#input;
    const exchange = (refreshToken: string) => {
      const grant = { kind: "refresh-token", refreshToken: new Secret(refreshToken) } as const;
      return exchangeToken(ports, { baseUrl, appKey: config.appKey, grant });
    };
    const { refreshToken } = stored;
    const outcome = await exchange(refreshToken);
    const given = config.initialRefreshToken.reveal();
    if (outcome.kind !== "refused" || given === refreshToken) return { outcome, refreshToken };
    const second = await exchange(given);
    return second.kind === "refused" ? { outcome, refreshToken } : { outcome: second, refreshToken: given };
  }

  /** The access token may have some minutes left: a lost answer need not stop what can still be read. */
  #goOnWith(stored: Credential | undefined, error: ConnectorError): Credential {
    if (stored !== undefined && stored.accessTokenExpiresAt > this.#now()) return stored;
    throw error;
  }

  async #keep(
    { generation }: Credential,
    { refreshToken, accessToken, expiresAt }: Extract<TokenOutcome, { kind: "issued" }>["tokens"],
  ): Promise<Credential> {
    const { store, config } = this.#input;
    const renewed: Credential = {
      refreshToken: refreshToken.reveal(),
      accessToken: accessToken.reveal(),
      accessTokenExpiresAt: expiresAt,
      generation: generation + 1,
    };
    const saved = await this.#untilItCanBeWritten(() =>
      saveCredential(store.database, config.connection, renewed, this.#sealing()),
    );
    this.#paused = undefined;
    return saved ? renewed : this.#ofAnotherProcess(renewed);
  }

  async #untilItCanBeWritten<Result>(write: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await write();
      } catch (error) {
        if (!(error instanceof StoppedError) || attempt === SAVE_ATTEMPTS) throw error;
        this.#input.ports.log.write("error", "credential-not-saved", { attempt, error: error.message });
        await this.#input.ports.clock.sleep(1_000);
      }
    }
  }

  #note(credential: Credential): Promise<boolean> {
    const { store, config } = this.#input;
    return noteRenewal(store.database, config.connection, credential, this.#sealing());
  }

  async #ofAnotherProcess(otherwise: Credential): Promise<Credential> {
    return (await this.#load()) ?? otherwise;
  }

  #sealing(): Sealing {
    const { encryptionKey, ports } = this.#input;
    return { key: encryptionKey, random: ports.random, now: ports.clock.now() };
  }
}
