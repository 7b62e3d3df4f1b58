import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { openStore, postgresDriver, sqliteDriver, type Store, type Tenant } from "@stripe-aep/core/flow-service";
import type { Clock } from "@stripe-aep/core";
import type { ServerSettings } from "./settings.ts";

type Place = Pick<ServerSettings, "databaseUrl" | "databaseSchema" | "stateFolder">;

/**
 * What an engine knows (which versions its platform has, which datasets were made) is true of one sandbox only: the same
 * Stripe account may feed several. So each tenant has a store of its own, a file or a schema beside the server's; the tenant
 * of the settings has the server's.
 */
export class TenantStores {
  readonly #place: Place;
  readonly #home: Tenant;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #open = new Map<string, Promise<Store>>();

  constructor(place: Place, home: Tenant, store: Store, clock: Clock) {
    this.#place = place;
    this.#home = home;
    this.#store = store;
    this.#clock = clock;
  }

  open(tenant: Tenant): Promise<Store> {
    const name = this.nameOf(tenant);
    if (name === undefined) return Promise.resolve(this.#store);
    const known = this.#open.get(name);
    if (known !== undefined) return known;
    const store = openStoreOf(this.#place, this.#clock, name);
    this.#open.set(name, store);
    // Tried again next time.
    store.catch(() => this.#open.delete(name));
    return store;
  }

  /** Short and the same everywhere; undefined for the tenant of the settings. */
  nameOf({ imsOrganization, sandbox }: Tenant): string | undefined {
    if (imsOrganization === this.#home.imsOrganization && sandbox === this.#home.sandbox) return undefined;
    return createHash("sha256").update(`${imsOrganization}\n${sandbox}`).digest("hex").slice(0, 12);
  }

  async close(): Promise<void> {
    for (const store of await Promise.allSettled(this.#open.values())) {
      if (store.status === "fulfilled") await store.value.close();
    }
  }
}

/** The server's own store, or that of a tenant by its short name. */
export function openStoreOf(place: Place, clock: Clock, tenant?: string): Promise<Store> {
  const { databaseUrl, databaseSchema, stateFolder } = place;
  if (databaseUrl !== undefined) {
    const schema = tenant === undefined ? databaseSchema : `${databaseSchema}_${tenant}`;
    return openStore(postgresDriver(databaseUrl.reveal(), schema, tenant !== undefined), clock);
  }
  if (tenant === undefined) return openStore(sqliteDriver(`${stateFolder}/state.db`), clock);
  mkdirSync(`${stateFolder}/tenants`, { recursive: true, mode: 0o700 });
  return openStore(sqliteDriver(`${stateFolder}/tenants/${tenant}.db`), clock);
}
