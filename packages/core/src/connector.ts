import type { ConnectorConfig } from "./config.ts";
import { changesOf, type Feed, type FeedParts, movedResources, knownFeed, openFeed, openRun } from "./open-feed.ts";
import type { Decisions } from "./pipeline/decisions.ts";
import { dryRun, previewObject, type DryRunOptions, type DryRunReport, type Preview } from "./open-inspection.ts";
import { probePlatform, probeStripe, type PlatformProbes, type StripeProbes } from "./open-probes.ts";
import { answerFeed, reconcileFeed, type ReconcileOptions } from "./open-reconciliation.ts";
import { openHandlers } from "./open-handlers.ts";
import { createPlatformClient } from "./platform/client.ts";
import type { Ports } from "./ports/ports.ts";
import { openProvisioner } from "./provision/open-provisioner.ts";
import type { Provisioner } from "./provision/provisioner.ts";
import { provisionDefaults } from "./provision/provision-settings.ts";
import type { BuyNowPayLaterAnswer } from "./reconcile/buy-now-pay-later.ts";
import type { RepairPlan } from "./reconcile/plan-repair.ts";
import type { ReconcileReport } from "./reconcile/report.ts";
import { type Holding, holdingLease } from "./runs/hold-lease.ts";
import { createProgress } from "./runs/progress.ts";
import { createWebhookReceiver } from "./runs/receive-webhook.ts";
import { repairObjects } from "./runs/repair-objects.ts";
import { rewindChanges, type RewoundCursor } from "./runs/rewind-changes.ts";
import type { ResourceName } from "./resources.ts";
import { type ReplayReport, replayQuarantine } from "./runs/replay-quarantine.ts";
import type { RunReport, SyncOptions } from "./runs/run-report.ts";
import { type FeedStatus, listRunReports, readStatus, showRunReport } from "./runs/run-state.ts";
import { stopRequest } from "./runs/stop-request.ts";
import { stripeCredential } from "./runs/stripe-credential.ts";
import { syncFeed } from "./runs/sync.ts";
import { exportState, importState } from "./state/copy-state.ts";
import { forgetListing } from "./state/forget-versions.ts";
import { assertLease } from "./state/leases.ts";
import { countReads } from "./state/read-budget.ts";
import { openStore, type Store } from "./state/open-store.ts";
import { postgresDriver } from "./state/postgres-driver.ts";
import { closeQuarantined, findQuarantined, listQuarantine, type QuarantineStatus } from "./state/quarantine.ts";
import { requestCancel } from "./state/runs.ts";
import { sqliteDriver } from "./state/sqlite-driver.ts";
import type { StoreDriver } from "./state/store-driver.ts";
import type { QuarantineRow } from "./state/tables.ts";
import { checkPolicy } from "./xdm/check-policy.ts";
import { loadSchemas } from "./xdm/load-schemas.ts";
import { promoteKeys } from "./xdm/promote-keys.ts";

/**
 * The one control interface: the command line, the server and internal apps drive the connector through it. Whatever
 * rejects does so with a `ConnectorError`, whose class says what happens next and whose code `errorCodes` explains; where one
 * is to be expected, the method names it. Every method may reject with `AccessError` (a credential is refused),
 * `RetryLaterError` (Stripe or the platform does not answer in time) and `StoppedError` SAEP-1004 (the store or the disk).
 */
export interface Connector extends Provisioner {
  /**
   * Moves what is new; a report whose `status` is `failed` tells which resources failed and why. Rejects with `LockedError`
   * when another process works on the same account and mode, `ConfigError` SAEP-1407 before `apply` has made the datasets,
   * `InterruptedError` when it was asked to stop.
   */
  sync(options?: SyncOptions): Promise<RunReport>;
  /**
   * Verifies the signature over the untouched body and keeps what the event names, durably, before it resolves. The event
   * is a hint: the objects are refetched by the next run. Rejects with `AccessError` when no secret matches.
   */
  receiveWebhook(
    rawBody: Uint8Array,
    signatureHeader: string | undefined,
    connection: string,
  ): Promise<{ readonly known: boolean }>;
  /** Cursors, backlog and counts of every account that the store knows; asks nobody. */
  status(): Promise<readonly FeedStatus[]>;
  readonly runs: {
    /** Newest first. */
    list(limit?: number): Promise<readonly RunReport[]>;
    show(runId: string): Promise<RunReport | undefined>;
    /** Asks a run, whichever process carries it, to end at its next page; false when it has ended or was never there. */
    cancel(runId: string): Promise<boolean>;
  };
  readonly quarantine: {
    /** Newest first; default: open ones. */
    list(filter?: { readonly status?: QuarantineStatus; readonly limit?: number }): Promise<readonly QuarantineRow[]>;
    show(id: string): Promise<QuarantineRow | undefined>;
    /** Reads the objects again and sends them the normal way; all open entries when no ids are given. */
    replay(ids?: readonly string[], signal?: AbortSignal): Promise<ReplayReport>;
    /** Gives entries up; false for those that are not open. */
    drop(id: string): Promise<boolean>;
  };
  /** Compares both sides, read over HTTP; changes nothing. Differences are its answer, not an error. */
  reconcile(options?: ReconcileOptions): Promise<ReconcileReport>;
  /** Payments by buy-now-pay-later provider, from the platform's rows. */
  buyNowPayLater(signal?: AbortSignal): Promise<BuyNowPayLaterAnswer>;
  /**
   * Reads the drifting objects of a reconciliation again and sends them the normal way; resources with more of them than a
   * report names are listed again from the beginning. `repaired`: objects that were named. Rejects
   * with `LockedError` as sync does.
   */
  repair(plan: RepairPlan, signal?: AbortSignal): Promise<{ readonly repaired: number }>;
  /**
   * Has the next run read all changes since `seconds` (unix) again; with `dryRun` only says which cursors would go back.
   * Rejects with `LockedError` while a run works on the same account and mode.
   */
  rewind(seconds: number, options?: { readonly dryRun?: boolean }): Promise<readonly RewoundCursor[]>;
  readonly state: {
    /** Everything that another store needs to go on from here, as lines; gives the number of rows. */
    export(write: (line: string) => void): Promise<number>;
    /** Takes an export into an empty store, whole or not at all. */
    import(lines: AsyncIterable<string>): Promise<number>;
  };
  /** One object beside its rows, with the rule for each field. Rejects with `StoppedError` SAEP-1120 when Stripe has none of this id. */
  preview(resource: ResourceName, id: string): Promise<Preview>;
  /** Reads and maps everything that Stripe lists, and sends nothing. */
  dryRun(options?: DryRunOptions): Promise<DryRunReport>;
  /** One read for each permission that is needed, on each side. */
  readonly probe: {
    stripe(): Promise<StripeProbes>;
    platform(): Promise<PlatformProbes>;
  };
  /** Lets go of the store, unless it is shared. */
  close(): Promise<void>;
}

/**
 * Opens the state store and the schemas folder; asks neither Stripe nor the platform. Rejects with `ConfigError` when the
 * store is not ours or of a newer release (SAEP-1002, SAEP-1003), the folder holds no schemas that this release reads, or the
 * policy names what is no field (SAEP-1304). `decisions` is for simulations that plant defects.
 */
export async function createConnector(
  config: ConnectorConfig,
  ports: Ports,
  decisions?: Decisions,
): Promise<Connector> {
  const schemas = promoteKeys(await loadSchemas(ports.files, config.schemasFolder), config.policy.promotedKeys);
  await checkPolicy(schemas, config.policy);
  const store = await openStoreOf(config, ports);
  const platform = createPlatformClient(config.platform, ports);
  const parts = { config, ports, store, platform, schemas, ...(decisions === undefined ? {} : { decisions }) };
  const feed = once(() => openFeed(parts));
  const provisioner = once(() => provisionerOf(parts, feed));
  const receiver = createWebhookReceiver({
    feed: async () => (await knownFeed(parts)) ?? (await feed()).feed,
    secrets: config.stripe.webhookSecrets ?? {},
    store,
    ports,
  });
  return {
    plan: async () => (await provisioner()).plan(),
    apply: async (plan, options) => (await provisioner()).apply(plan, options),
    planDestroy: async () => (await provisioner()).planDestroy(),
    destroy: async (options) => (await provisioner()).destroy(options),
    sync: (options = {}) => sync(parts, feed, options),
    receiveWebhook: (body, signature, connection) => receiver.receive(body, signature, connection),
    status: () => readStatus(store.database, ports.clock.now()),
    runs: {
      list: (limit = 20) => listRunReports(store.database, limit),
      show: (runId) => showRunReport(store.database, runId),
      cancel: (runId) => requestCancel(store.database, runId),
    },
    quarantine: {
      list: ({ status = "open", limit = 100 } = {}) => listQuarantine(store.database, { status, limit }),
      show: (id) => findQuarantined(store.database, id),
      replay: (ids, signal) => replay(parts, feed, ids, signal),
      drop: (id) => closeQuarantined(store.database, id, "dropped"),
    },
    reconcile: async (options = {}) => {
      const opened = await feed();
      return counting(parts, opened, reconcileFeed(parts, opened, options));
    },
    repair: (plan, signal) => repair(parts, feed, plan, signal),
    rewind: async (seconds, { dryRun = false } = {}) =>
      holdingLease(store, ports, holdingOf(parts, await feed(), undefined), (lease) =>
        rewindChanges(store, lease, seconds, dryRun),
      ),
    state: {
      export: (write) => exportState(store, ports.clock.now(), write),
      import: (lines) => importState(store, lines),
    },
    preview: async (resource, id) => previewObject(parts, await feed(), resource, id),
    dryRun: async (options = {}) => {
      const opened = await feed();
      return counting(parts, opened, dryRun(parts, opened, options));
    },
    probe: {
      stripe: () => probeStripe(parts),
      platform: () => probePlatform(parts),
    },
    buyNowPayLater: async (signal) => answerFeed(parts, await feed(), signal),
    close: async () => {
      if (config.state.store.kind !== "shared") await store.close();
    },
  };
}

/** What apply, plan and destroy work with; it asks nobody before it is used. */
function provisionerOf(parts: FeedParts, feed: () => Promise<Feed>): Promise<Provisioner> {
  const { config, ports, store, platform, schemas } = parts;
  const credential = stripeCredential({
    config: config.stripe.credential,
    baseUrl: config.stripe.baseUrl,
    encryptionKey: config.state.encryptionKey,
    store,
    ports,
  });
  return openProvisioner({
    client: platform,
    handlers: openHandlers(config, ports, platform, credential),
    account: async () => ({ id: (await feed()).account, livemode: (await feed()).livemode }),
    database: store.database,
    schemas,
    policy: config.policy,
    settings: {
      ...provisionDefaults,
      ...config.provision,
      datasets: config.datasets,
      streaming: config.delivery?.webhooks === "streaming",
    },
    clock: ports.clock,
  });
}

async function sync(parts: FeedParts, openedFeed: () => Promise<Feed>, options: SyncOptions): Promise<RunReport> {
  const { config, ports, store } = parts;
  const feed = await openedFeed();
  const resources = movedResources(config).filter((resource) => options.resources?.includes(resource) ?? true);
  return holdingLease(store, ports, holdingOf(parts, feed, options.signal), async (lease, signal) => {
    const readsBefore = feed.governor.reads;
    const progress = createProgress(ports.clock, options.onProgress);
    const runId = newRunId(ports);
    const { run, derive } = await openRun(parts, feed, {
      runId,
      lease,
      signal,
      onRead: progress.read,
      isAskedToStop: stopRequest(store, ports.clock, runId, options.stop),
    });
    return syncFeed({
      run,
      derive,
      resources,
      mode: options.mode ?? "all",
      changes: changesOf(config),
      stripeNow: () => feed.stripeNow(),
      reads: () => feed.governor.reads - readsBefore,
      uncountedReads: () => feed.uncountedReads(),
      onResource: progress.phase,
    });
  });
}

async function replay(
  parts: FeedParts,
  openedFeed: () => Promise<Feed>,
  ids: readonly string[] | undefined,
  signal: AbortSignal | undefined,
): Promise<ReplayReport> {
  const feed = await openedFeed();
  const replayed = holdingLease(parts.store, parts.ports, holdingOf(parts, feed, signal), async (lease, held) => {
    const options = { runId: newRunId(parts.ports), lease, signal: held, onRead: () => undefined };
    const { run } = await openRun(parts, feed, options);
    return replayQuarantine(run, ids);
  });
  return counting(parts, feed, replayed);
}

function holdingOf({ config }: FeedParts, { feed }: Feed, signal: AbortSignal | undefined): Holding {
  return { feed, signal, duration: config.state.leaseDuration };
}

/** What the work reads of Stripe counts against the budget, also when it fails. */
async function counting<Result>({ store, ports }: FeedParts, feed: Feed, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } finally {
    await countReads(store.database, feed.feed, ports.clock.now(), feed.uncountedReads());
  }
}

async function repair(
  parts: FeedParts,
  openedFeed: () => Promise<Feed>,
  plan: RepairPlan,
  signal: AbortSignal | undefined,
): Promise<{ readonly repaired: number }> {
  const feed = await openedFeed();
  const repaired = holdingLease(parts.store, parts.ports, holdingOf(parts, feed, signal), async (lease, held) => {
    await parts.store.atomically(async (transaction) => {
      await assertLease(transaction, lease);
      for (const resource of plan.relist) await forgetListing(transaction, feed.feed, resource);
    });
    const options = { runId: newRunId(parts.ports), lease, signal: held, onRead: () => undefined };
    const { run } = await openRun(parts, feed, options);
    await repairObjects(run, plan.steps);
    return { repaired: plan.steps.length };
  });
  const { repaired: steps } = await counting(parts, feed, repaired);
  if (plan.relist.length > 0) await sync(parts, openedFeed, { mode: "backfill", resources: plan.relist, signal });
  return { repaired: steps };
}

/** Sorts by time. */
function newRunId({ clock, random }: Ports): string {
  return `run_${clock.now().toString(36)}${Buffer.from(random.bytes(4)).toString("hex")}`;
}

async function openStoreOf({ state }: ConnectorConfig, ports: Ports): Promise<Store> {
  return state.store.kind === "shared" ? state.store.store : openStore(driverOf(state.store), ports.clock);
}

function driverOf(store: Exclude<ConnectorConfig["state"]["store"], { readonly kind: "shared" }>): StoreDriver {
  if (store.kind === "driver") return store.driver;
  if (store.kind === "sqlite") return sqliteDriver(store.file);
  return postgresDriver(store.connectionString.reveal(), store.schema);
}

/** Opened at first use, and again after a failure. */
function once<Value>(open: () => Promise<Value>): () => Promise<Value> {
  let opened: Promise<Value> | undefined;
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}
