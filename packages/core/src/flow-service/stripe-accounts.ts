import { createHash } from "node:crypto";
import { AccessError, ConnectorError, RetryLaterError } from "../errors.ts";
import { type AccountGovernor, createGovernor, usualRates } from "../http/account-governor.ts";
import type { Governor } from "../http/governor.ts";
import type { RetryPolicy } from "../http/retry-policy.ts";
import type { Ports } from "../ports/ports.ts";
import { type ResourceName, resources } from "../resources.ts";
import { Secret } from "../secret.ts";
import { reserveSlots } from "../state/rate-slots.ts";
import type { Store } from "../state/open-store.ts";
import { readAccount } from "../stripe/account.ts";
import { createStripeClient, type StripeClient } from "../stripe/client.ts";
import { PermissionError } from "../stripe/errors.ts";
import type { AccountCheck, StripeAccounts } from "./backend.ts";
import { isObject, type JsonObject } from "./exchange.ts";

export interface StripePlace {
  /** `https://api.stripe.com`, or a simulated account. */
  readonly baseUrl: string;
  readonly apiVersion: string;
  /** The part of Stripe's limits that may be used. */
  readonly share: number;
}

/** A person waits for these answers: two attempts, not minutes of patience. */
const briefRetryPolicy: RetryPolicy = { attempts: 2, firstDelay: 200, longestDelay: 1000, longestRetryAfter: 2000 };

/** Which of the six resources a key opens; `permission` is Stripe's name of what is missing. */
export interface ResourceAccess {
  readonly resource: ResourceName;
  readonly permission: string;
  readonly granted: boolean;
}

/** Stripe accounts by their keys; all that read one account through this share one governor. */
export class StripeKeys implements StripeAccounts {
  readonly #place: StripePlace;
  readonly #ports: Ports;
  readonly #store: Store;
  readonly #governors = new Map<string, AccountGovernor>();

  constructor(place: StripePlace, ports: Ports, store: Store) {
    this.#place = place;
    this.#ports = ports;
    this.#store = store;
  }

  /** A client for `auth.params`; `brief` gives up soon. Paced by `governor`, or with all that use the same key. */
  client(authParameters: JsonObject, patience: "patient" | "brief" = "patient", governor?: Governor): StripeClient {
    const key = new Secret(typeof authParameters.accessToken === "string" ? authParameters.accessToken : "");
    const { baseUrl, apiVersion } = this.#place;
    const credential = { current: async () => key, refused: async () => false };
    const timing = patience === "brief" ? { retryPolicy: briefRetryPolicy, timeoutMilliseconds: 15_000 } : {};
    return createStripeClient(
      { baseUrl, apiVersion, credential, ...timing },
      this.#ports,
      governor ?? this.#governorOf(key),
    );
  }

  /** One for each account and mode: everything of this process that reads it is paced together. */
  governor(account: string, livemode: boolean): AccountGovernor {
    return this.#shared(`${account}/${livemode ? "live" : "test"}`, livemode);
  }

  /** Requests sent since this process began, to all accounts. */
  get requests(): number {
    return [...this.#governors.values()].reduce((sum, { reads }) => sum + reads, 0);
  }

  async check(authParameters: JsonObject): Promise<AccountCheck> {
    const key = typeof authParameters.accessToken === "string" ? authParameters.accessToken : "";
    try {
      const { id } = await readAccount(this.client(authParameters, "brief"));
      return { kind: "valid", account: id, livemode: key.includes("_live_") };
    } catch (error) {
      if (error instanceof RetryLaterError) return { kind: "unavailable", message: error.message };
      if (error instanceof PermissionError) return { kind: "refused", status: 403, message: error.message };
      if (error instanceof AccessError) return { kind: "refused", status: 401, message: error.message };
      if (error instanceof ConnectorError) return { kind: "refused", status: 400, message: error.message };
      throw error;
    }
  }

  async sample(authParameters: JsonObject, resource: ResourceName, limit: number): Promise<readonly JsonObject[]> {
    const { listPath, passes } = resources[resource];
    const client = this.client(authParameters, "brief");
    const found: JsonObject[] = [];
    for (const pass of passes) {
      if (found.length >= limit) break;
      const answer = await client.list(listPath, { ...pass, limit: limit - found.length });
      const list: unknown = JSON.parse(Buffer.from(answer.body).toString());
      if (isObject(list) && Array.isArray(list.data)) found.push(...list.data.filter(isObject));
    }
    return found;
  }

  /** Each resource is asked for one object: what answers is granted. Throws `AccessError` when the key itself is refused. */
  async access(authParameters: JsonObject, names: readonly ResourceName[]): Promise<readonly ResourceAccess[]> {
    const client = this.client(authParameters, "brief");
    return Promise.all(
      names.map(async (resource) => {
        const { listPath, permission } = resources[resource];
        try {
          await client.list(listPath, { limit: 1 });
          return { resource, permission, granted: true };
        } catch (error) {
          if (!(error instanceof PermissionError)) throw error;
          return { resource, permission: error.permission ?? permission, granted: false };
        }
      }),
    );
  }

  /** Before the account of a key is known: by the key's digest. */
  #governorOf(key: Secret): AccountGovernor {
    const name = createHash("sha256").update(key.reveal()).digest("hex").slice(0, 24);
    return this.#shared(name, key.kind.includes("_live_"));
  }

  #shared(name: string, livemode: boolean): AccountGovernor {
    const known = this.#governors.get(name);
    if (known !== undefined) return known;
    const store = this.#store;
    const shared = (slot: string, now: number, count: number, interval: number) =>
      reserveSlots(store.database, `${name} ${slot}`, now, count, interval);
    const governor = createGovernor(
      {
        ...usualRates(livemode),
        share: this.#place.share,
        ...(store.dialectName === "postgres" ? { reserveSlots: shared } : {}),
      },
      this.#ports.clock,
    );
    this.#governors.set(name, governor);
    return governor;
  }
}
