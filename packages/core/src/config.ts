import type { Governor } from "./http/governor.ts";
import type { ProvisionSettings } from "./provision/provision-settings.ts";
import type { ResourceName } from "./resources.ts";
import type { Secret } from "./secret.ts";
import type { Store } from "./state/open-store.ts";
import type { StoreDriver } from "./state/store-driver.ts";
import type { DatasetKind } from "./xdm/page-mapper.ts";
import type { FieldPolicy } from "./xdm/policy.ts";

/** Everything the connector is told from outside, already parsed and resolved. Times are milliseconds unless named otherwise. */
export interface ConnectorConfig {
  readonly stripe: StripeConfig;
  readonly platform: PlatformConfig;
  readonly state: StateConfig;
  /** Folder of generated schemas with `manifest.json` at its top. */
  readonly schemasFolder: string;
  /** What is moved and into which kinds of dataset; a resource that is absent is not moved. */
  readonly datasets: Partial<Readonly<Record<ResourceName, readonly DatasetKind[]>>>;
  readonly policy: FieldPolicy;
  readonly delivery?: Partial<DeliveryConfig>;
  readonly changes?: Partial<ChangesConfig>;
  /** What the operator decides about the objects in Experience Platform; `datasets` above says which are made. */
  readonly provision?: Partial<Omit<ProvisionSettings, "datasets">>;
}

/** Where Stripe is, as whom it is read, and how much of its limits may be used. */
export interface StripeConfig {
  /** `https://api.stripe.com`, or a simulated account. */
  readonly baseUrl: string;
  /** Pinned on every call. */
  readonly apiVersion: string;
  readonly credential: StripeCredentialConfig;
  /** Whose data the credential opens (`acct_…`); absent: Stripe is asked, for which a restricted key needs a permission. */
  readonly account?: string;
  /** Default: what the key's prefix says. */
  readonly livemode?: boolean;
  /** `acct_…` of a connected account, sent as `Stripe-Account`. */
  readonly connectedAccount?: string;
  /** Signing secrets (`whsec_…`) of the webhook endpoints, by connection name; two while one is being rolled. */
  readonly webhookSecrets?: Readonly<Record<string, readonly Secret[]>>;
  /** The part of Stripe's limits that the connector may use, above 0 and at most 1. Default 0.8. */
  readonly share?: number;
  /** Requests per second that Stripe allows; default 100 (live) or 25 (sandbox) and 25 for each endpoint. */
  readonly requestsPerSecond?: { readonly account?: number; readonly endpoint?: number };
  /** Reads that the connector may spend in 30 days; absent: counted and reported, not enforced. */
  readonly readBudget?: number;
  /** Paces everything that reads this account from this process; absent: the connector paces itself. */
  readonly governor?: Governor;
  /** Objects created before this (unix seconds) are not moved. */
  readonly since?: number;
}

/** A pasted key (restricted preferred), or the rotating token of an installed Stripe App. */
export type StripeCredentialConfig =
  | { readonly kind: "key"; readonly key: Secret }
  | {
      readonly kind: "oauth-refresh";
      /** The app developer's secret key, user name of the token request. */
      readonly appKey: Secret;
      /** Used once: when the store holds no newer token of this connection, or Stripe refuses the one that it holds. */
      readonly initialRefreshToken: Secret;
      /** Names the rotating credential in the store. */
      readonly connection: string;
    };

/** Where Experience Platform is, and the OAuth server-to-server credential that opens one sandbox of it. */
export interface PlatformConfig {
  /** `https://platform.adobe.io`, or a simulated platform. */
  readonly baseUrl: string;
  /** `https://ims-na1.adobelogin.com`. */
  readonly imsUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** `x-api-key`; the same as `clientId` for OAuth server-to-server. */
  readonly apiKey: string;
  readonly imsOrganization: string;
  readonly sandbox: string;
}

/** Where the connector remembers how far it has got. */
export interface StateConfig {
  readonly store:
    | { readonly kind: "sqlite"; readonly file: string }
    | { readonly kind: "postgres"; readonly connectionString: Secret; readonly schema?: string }
    /** A database that the caller has opened, such as a simulated one. */
    | { readonly kind: "driver"; readonly driver: StoreDriver }
    /** A store that the caller shares among several connectors and closes himself. */
    | { readonly kind: "shared"; readonly store: Store };
  /** Folder for sealed batches on their way; paths of the `Files` port. */
  readonly spoolFolder: string;
  /** Milliseconds after which a process that gives no sign is taken for dead, and another may read its feed. Default 60 s. */
  readonly leaseDuration?: number;
  /** 32 bytes in base64; encrypts rotating credentials in the store. Needed for `oauth-refresh` only. */
  readonly encryptionKey?: Secret;
}

/** How rows become files and batches. Sizes are bytes, times milliseconds. */
export interface DeliveryConfig {
  readonly format: "json" | "parquet";
  /**
   * How changes that webhooks announce go: `streaming` has their rows at the platform within seconds and needs streaming
   * connections, which apply makes; `batch` sends them as everything else is sent. Default `batch`.
   */
  readonly webhooks: "streaming" | "batch";
  /** A file is spooled when it has grown to this many bytes. Default 4 MiB. */
  readonly fileBytes: number;
  /** A batch is sealed at this many bytes (default 128 MiB), ... */
  readonly batchBytes: number;
  /** ... at this many rows (default 20,000: until a batch is settled, its rows are remembered), or ... */
  readonly batchRows: number;
  /** ... when its first row is this old (default 5 minutes). */
  readonly batchAge: number;
  /** How long one batch may stay unsettled before the run gives up on it. Default 60 minutes. */
  readonly settleTimeout: number;
}

/** How changes are followed. Times are milliseconds. */
export interface ChangesConfig {
  /** How far behind Stripe's clock events are read: they become visible out of order. Default 60 s. */
  readonly eventLag: number;
  /** How much of the window before the cursor is read again. Default 600 s. */
  readonly eventOverlap: number;
  /** Events older than this are taken for lost and mended by a re-list; Stripe keeps 30 days. Default 27 days. */
  readonly eventHorizon: number;
  /** While a listing goes on for long, changes are followed this often, so that no event grows too old. Default 15 minutes. */
  readonly followEvery: number;
  /** Where webhooks go by streaming, they are looked after this often while a listing goes on. Default 2 s. */
  readonly webhooksEvery: number;
  /** How much of the newest balance transactions is listed again, since they announce nothing. Default 600 s. */
  readonly relistOverlap: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const MEBIBYTE = 1024 * 1024;

export const deliveryDefaults: DeliveryConfig = {
  format: "json",
  webhooks: "batch",
  fileBytes: 4 * MEBIBYTE,
  batchBytes: 128 * MEBIBYTE,
  batchRows: 20_000,
  batchAge: 5 * MINUTE,
  settleTimeout: 60 * MINUTE,
};

export const changesDefaults: ChangesConfig = {
  eventLag: 60 * SECOND,
  eventOverlap: 600 * SECOND,
  eventHorizon: 27 * DAY,
  followEvery: 15 * MINUTE,
  webhooksEvery: 2 * SECOND,
  relistOverlap: 600 * SECOND,
};

/** The flows of a newcomer: every resource into its object dataset, facts of three resources into event datasets. */
export const defaultDatasets = {
  charges: ["object", "event"],
  subscriptions: ["object", "event"],
  refunds: ["object", "event"],
  balance_transactions: ["object"],
  customers: ["object"],
  prices: ["object"],
} as const satisfies ConnectorConfig["datasets"];
