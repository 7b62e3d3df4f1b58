import { type Connector, type ConnectorConfig, createConnector, type ResourceName, Secret } from "@stripe-aep/core";
import { openAuth, type StoredEntity } from "@stripe-aep/core/flow-service";
import type { Service } from "../service.ts";
import { provideColumns } from "./provision.ts";

/** One connector for each base connection, opened at first use and again after its credentials changed. */
export class GeneratedConnectors {
  readonly #service: Service;
  /** Connections whose promoted keys have their columns, as far as this process has looked. */
  readonly #columns = new Map<string, Promise<void>>();
  readonly #open = new Map<string, { readonly etag: string; readonly connector: Promise<Connector> }>();

  constructor(service: Service) {
    this.#service = service;
  }

  of(connection: StoredEntity): Promise<Connector> {
    const known = this.#open.get(connection.id);
    if (known?.etag === connection.etag) return known.connector;
    const connector = this.#config(connection).then((config) => createConnector(config, this.#service.ports));
    this.#open.set(connection.id, { etag: connection.etag, connector });
    // Opened again next time when it failed; a promise that nobody awaits must not end the process.
    connector.catch(() => this.#open.delete(connection.id));
    return connector;
  }

  /** The same for what sends rows: every promoted key has its column by then. Looked at once in the life of a process. */
  async forSending(connection: StoredEntity): Promise<Connector> {
    const connector = await this.of(connection);
    if (Object.keys(this.#service.settings.policy.promotedKeys ?? {}).length === 0) return connector;
    const known = this.#columns.get(connection.id) ?? provideColumns(this.#service, connection, connector);
    this.#columns.set(connection.id, known);
    known.catch(() => this.#columns.delete(connection.id));
    await known;
    return connector;
  }

  forget(connectionId: string): void {
    this.#columns.delete(connectionId);
    this.#open.delete(connectionId);
  }

  async #config(connection: StoredEntity): Promise<ConnectorConfig> {
    const { settings, platform, encryptionKey, tenants } = this.#service;
    const store = await this.#service.storeOf(connection);
    const ownPlace = tenants.nameOf(connection);
    const auth = openAuth(this.#service.backend, connection);
    const { account, livemode } = connection.hidden as { account?: string; livemode?: boolean };
    const profileDatasets = (connection.hidden.profileDatasets ?? []) as readonly string[];
    const webhookSecrets = { [connection.id]: webhookSecretsOf(this.#service, connection) };
    return {
      stripe: {
        baseUrl: this.#service.stripeUrl,
        apiVersion: settings.stripeApiVersion,
        credential: { kind: "key", key: new Secret(String(auth.accessToken)) },
        share: settings.stripeShare,
        webhookSecrets,
        ...(settings.engine.since === undefined ? {} : { since: settings.engine.since }),
        ...(settings.readBudget === undefined ? {} : { readBudget: settings.readBudget }),
        ...(account === undefined
          ? {}
          : { account, governor: this.#service.stripe.governor(account, livemode === true) }),
        ...(livemode === undefined ? {} : { livemode }),
      },
      platform: { ...platform, sandbox: connection.sandbox },
      state: {
        store: { kind: "shared", store },
        spoolFolder: ownPlace === undefined ? "spool" : `spool-${ownPlace}`,
        encryptionKey,
        leaseDuration: settings.leaseSeconds * 1000,
      },
      schemasFolder: settings.schemasFolder,
      datasets: settings.engine.datasets,
      policy: settings.policy,
      delivery: { webhooks: "streaming", format: settings.engine.format },
      provision: {
        profileDatasets,
        ...(settings.engine.titlePrefix === undefined ? {} : { titlePrefix: settings.engine.titlePrefix }),
      },
    };
  }
}

/** The signing secrets of a connection's webhook endpoints, newest first. */
export function webhookSecretsOf(service: Service, connection: StoredEntity): readonly Secret[] {
  const { webhookSecrets } = connection.hidden;
  if (typeof webhookSecrets !== "string") return [];
  const { secrets } = service.vault.open(webhookSecrets, `webhooks/${connection.id}`) as { secrets?: string[] };
  return (secrets ?? []).map((secret) => new Secret(secret));
}

/** The generated datasets that a resource feeds. */
export function datasetsOf({ settings }: Service, resource: ResourceName): readonly string[] {
  return settings.engine.datasets[resource] ?? [];
}
