import { changesDefaults, type ConnectorConfig, deliveryDefaults } from "./config.ts";
import { ConfigError } from "./errors.ts";
import { findStreams } from "./open-streams.ts";
import { type AccountGovernor, createGovernor, usualRates } from "./http/account-governor.ts";
import { tallyReads } from "./http/tally-reads.ts";
import { type Decisions, decisions as soundDecisions } from "./pipeline/decisions.ts";
import type { DatasetTarget, FeedRun } from "./pipeline/feed-run.ts";
import { createIngestionService } from "./pipeline/ingestion-service.ts";
import { ReadingOrder } from "./pipeline/reading-order.ts";
import { createStreamingService } from "./pipeline/streaming-service.ts";
import { VersionBook } from "./pipeline/version-book.ts";
import type { PlatformClient } from "./platform/client.ts";
import { schemaRegistry } from "./platform/schema-registry.ts";
import type { Ports } from "./ports/ports.ts";
import { datasetKey } from "./provision/desired-state.ts";
import { resourceNames, type ResourceName } from "./resources.ts";
import { stripeCredential } from "./runs/stripe-credential.ts";
import { feedOf, listFeeds, newestVersionTime } from "./state/feeds.ts";
import type { Lease } from "./state/leases.ts";
import type { Store } from "./state/open-store.ts";
import { listProvisioned } from "./state/provisioned.ts";
import { reserveSlots } from "./state/rate-slots.ts";
import { readsInWindow } from "./state/read-budget.ts";
import { readAccount } from "./stripe/account.ts";
import { createStripeClient, type StripeClient } from "./stripe/client.ts";
import { listEvents } from "./stripe/events.ts";
import { createPageMapper } from "./xdm/create-page-mapper.ts";
import type { SchemaSet } from "./xdm/load-schemas.ts";
import type { RowSchemas } from "./xdm/mapping.ts";
import type { PageMapper } from "./xdm/page-mapper.ts";

/** What a connector is made of, once. */
export interface FeedParts {
  readonly config: ConnectorConfig;
  readonly ports: Ports;
  readonly store: Store;
  readonly platform: PlatformClient;
  readonly schemas: SchemaSet;
  readonly decisions?: Decisions;
}

/** One Stripe account in one mode: its governor is shared by everything that reads it from this process. */
export interface Feed {
  readonly feed: number;
  readonly account: string;
  readonly livemode: boolean;
  readonly stripe: StripeClient;
  readonly governor: AccountGovernor;
  /** Requests sent since this was asked last: each is added to the read budget once, whoever made it. */
  uncountedReads(): number;
  /** Stripe's clock, unix seconds, by asking. */
  stripeNow(): Promise<number>;
}

function isLive(config: ConnectorConfig["stripe"]): boolean {
  if (config.livemode !== undefined) return config.livemode;
  return config.credential.kind === "key" && config.credential.key.kind.includes("_live_");
}

/** Stripe as the settings open it, before it is known whose key it is. */
export async function openStripe(parts: FeedParts): Promise<Pick<Feed, "livemode" | "stripe" | "governor">> {
  const { config, ports, store } = parts;
  const { stripe: settings, state } = config;
  const livemode = isLive(settings);
  const governor = await openGovernor(parts, livemode);
  const credential = stripeCredential({
    config: settings.credential,
    baseUrl: settings.baseUrl,
    encryptionKey: state.encryptionKey,
    store,
    ports,
  });
  const { baseUrl, apiVersion, connectedAccount } = settings;
  const stripe = createStripeClient({ baseUrl, apiVersion, credential, account: connectedAccount }, ports, governor);
  return { livemode, stripe, governor };
}

export async function openFeed(parts: FeedParts): Promise<Feed> {
  const { store } = parts;
  const { livemode, stripe, governor } = await openStripe(parts);
  const { stripe: settings } = parts.config;
  const account = settings.connectedAccount ?? settings.account ?? (await readAccount(stripe)).id;
  const stripeNow = async (): Promise<number> => {
    const { respondedAt } = await listEvents(stripe, { types: ["charge.succeeded"] });
    return Math.floor(respondedAt / 1000);
  };
  let counted = 0;
  const uncountedReads = (): number => {
    const fresh = governor.reads - counted;
    counted = governor.reads;
    return fresh;
  };
  return {
    feed: await feedOf(store, account, livemode),
    account,
    livemode,
    stripe,
    governor,
    uncountedReads,
    stripeNow,
  };
}

/** The feed of these settings as far as the store alone can tell: a webhook is kept whether or not Stripe answers. */
export async function knownFeed({ config, store }: FeedParts): Promise<number | undefined> {
  const { connectedAccount, account = connectedAccount } = config.stripe;
  const livemode = isLive(config.stripe);
  if (account !== undefined) return feedOf(store, account, livemode);
  const feeds = (await listFeeds(store.database)).filter((feed) => {
    return feed.livemode === livemode && feed.account.startsWith("acct_");
  });
  return feeds.length === 1 ? feeds[0]?.feed : undefined;
}

async function openGovernor({ config, ports, store }: FeedParts, livemode: boolean): Promise<AccountGovernor> {
  const { requestsPerSecond, share = 0.8, readBudget, governor } = config.stripe;
  const shared = (name: string, now: number, count: number, interval: number) =>
    reserveSlots(store.database, `${config.stripe.account ?? "account"} ${name}`, now, count, interval);
  // Spent by every process that reads this account; the feed is not known yet, and one store rarely has more than one.
  const spent = readBudget === undefined ? 0 : await readsInWindow(store.database, ports.clock.now());
  const readsLeft = readBudget === undefined ? undefined : Math.max(0, readBudget - spent);
  if (governor !== undefined) return tallyReads(governor, readsLeft);
  const { accountRate, endpointRate } = usualRates(livemode);
  return createGovernor(
    {
      accountRate: requestsPerSecond?.account ?? accountRate,
      endpointRate: requestsPerSecond?.endpoint ?? endpointRate,
      share,
      ...(store.dialectName === "postgres" ? { reserveSlots: shared } : {}),
      ...(readsLeft === undefined ? {} : { readsLeft }),
    },
    ports.clock,
  );
}

export interface RunOptions {
  readonly runId: string;
  readonly lease: Lease;
  readonly signal: AbortSignal;
  readonly onRead: FeedRun["onRead"];
  /** Default: nobody asks. */
  readonly isAskedToStop?: FeedRun["isAskedToStop"];
}

/** The run's root and a way to derive runs that can fail alone. */
export async function openRun(
  parts: FeedParts,
  feed: Feed,
  options: RunOptions,
): Promise<{ readonly run: FeedRun; readonly derive: () => FeedRun }> {
  const { config, ports, store } = parts;
  const shared = {
    runId: options.runId,
    account: feed.account,
    livemode: feed.livemode,
    apiVersion: config.stripe.apiVersion,
    lease: options.lease,
    ports,
    store,
    stripe: feed.stripe,
    ...(await openMappers(parts)),
    targets: await findTargets(parts),
    streaming: createStreamingService(parts.platform, await findStreams(parts)),
    route: "batch" as const,
    delivery: { ...deliveryDefaults, ...config.delivery },
    spoolFolder: `${config.state.spoolFolder}/feed-${feed.feed}`,
    since: config.stripe.since,
    order: new ReadingOrder(options.lease.token, await newestVersionTime(store.database, feed.feed)),
    book: new VersionBook(),
    decisions: parts.decisions ?? soundDecisions,
    onRead: options.onRead,
    isAskedToStop: options.isAskedToStop ?? (() => Promise.resolve(false)),
  };
  const root = new AbortController();
  const withSignal = (above: readonly AbortSignal[]): FeedRun => {
    const own = above.length === 1 ? root : new AbortController();
    const signal = AbortSignal.any([...above, own.signal]);
    const ingestion = createIngestionService(parts.platform, signal);
    return { ...shared, ingestion, signal, stop: (reason) => own.abort(reason) };
  };
  return { run: withSignal([options.signal]), derive: () => withSignal([options.signal, root.signal]) };
}

export function changesOf(config: ConnectorConfig): typeof changesDefaults {
  return { ...changesDefaults, ...config.changes };
}

/** Compiled once for a run: mapping, policy and checks of every resource that is moved. */
async function openMappers(parts: FeedParts): Promise<Pick<FeedRun, "mappers" | "rowSchemas">> {
  const { config, schemas, platform } = parts;
  const tenant = schemas.forTenant(await schemaRegistry(platform).tenantId());
  const mappers: Partial<Record<ResourceName, PageMapper>> = {};
  const rowSchemas: Partial<Record<ResourceName, RowSchemas>> = {};
  for (const resource of movedResources(config)) {
    const datasets = config.datasets[resource] ?? [];
    const schemasOfRows = await tenant.rowSchemas(resource, datasets);
    rowSchemas[resource] = schemasOfRows;
    mappers[resource] = createPageMapper({
      mapping: await tenant.mapping(resource),
      datasets,
      policy: config.policy,
      rowSchemas: schemasOfRows,
    });
  }
  return { mappers, rowSchemas };
}

async function findTargets({ config, store }: FeedParts): Promise<Partial<Record<ResourceName, DatasetTarget[]>>> {
  const rows = await listProvisioned(store.database, "dataset");
  const idOf = new Map(rows.map((row) => [row.provision_key, row.platform_id]));
  const targets: Partial<Record<ResourceName, DatasetTarget[]>> = {};
  for (const resource of movedResources(config)) {
    targets[resource] = (config.datasets[resource] ?? []).map((dataset) => {
      const datasetId = idOf.get(datasetKey(resource, dataset));
      if (datasetId === undefined) throw notProvisioned(datasetKey(resource, dataset));
      return { dataset, datasetId };
    });
  }
  return targets;
}

export function movedResources(config: ConnectorConfig): readonly ResourceName[] {
  return resourceNames.filter((resource) => (config.datasets[resource] ?? []).length > 0);
}

function notProvisioned(key: string): ConfigError {
  return new ConfigError({
    code: "SAEP-1407",
    message: "The settings ask for a dataset that has not been made yet.",
    where: key,
    next: "Run `stripe-aep plan` and `stripe-aep apply`.",
  });
}
