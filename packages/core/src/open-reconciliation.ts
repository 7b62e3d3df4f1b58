import type { Feed, FeedParts } from "./open-feed.ts";
import { movedResources } from "./open-feed.ts";
import { schemaRegistry } from "./platform/schema-registry.ts";
import { datasetKey } from "./provision/desired-state.ts";
import { answerBuyNowPayLater, type BuyNowPayLaterAnswer } from "./reconcile/buy-now-pay-later.ts";
import type { Knowledge } from "./reconcile/judge-object.ts";
import {
  reconcile,
  type ReconcileMemory,
  type ReconcileProgress,
  type ReconcileTarget,
} from "./reconcile/reconcile.ts";
import type { LedgerVerdict, ReconcileLevel, ReconcileReport } from "./reconcile/report.ts";
import type { ResourceName } from "./resources.ts";
import { pendingChanges } from "./runs/pending-changes.ts";
import { reportRun } from "./runs/report-run.ts";
import type { RunReport } from "./runs/run-report.ts";
import { countVersions, knownVersions } from "./state/object-versions.ts";
import { listProvisioned } from "./state/provisioned.ts";
import { openRefusals } from "./state/quarantine.ts";
import { listRuns } from "./state/runs.ts";
import type { Database } from "./state/tables.ts";
import { describeRefusal } from "./xdm/describe-refusal.ts";

/** What is compared, how deeply, and of which time. */
export interface ReconcileOptions {
  /** Default: all that are moved. */
  readonly resources?: readonly ResourceName[];
  /** Window of `created` in unix seconds; from inclusive, to exclusive. */
  readonly from?: number;
  readonly to?: number;
  /** Default `digests`: count, money and content. */
  readonly level?: ReconcileLevel;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ReconcileProgress) => void;
}

/** Reads both sides over HTTP and compares them; the store only explains what differs. */
export async function reconcileFeed(parts: FeedParts, feed: Feed, options: ReconcileOptions): Promise<ReconcileReport> {
  const { config, ports, platform, schemas } = parts;
  return reconcile({
    stripe: feed.stripe,
    platform,
    schemas: schemas.forTenant(await schemaRegistry(platform).tenantId()),
    policy: config.policy,
    clock: ports.clock,
    account: feed.account,
    livemode: feed.livemode,
    targets: await objectDatasets(parts, options.resources),
    memory: memoryOf(parts, feed, options.signal),
    level: options.level,
    from: options.from,
    to: options.to,
    since: config.stripe.since,
    signal: options.signal,
    onProgress: options.onProgress,
  });
}

/** Payments by buy-now-pay-later provider, from the platform's rows. */
export async function answerFeed(parts: FeedParts, feed: Feed, signal?: AbortSignal): Promise<BuyNowPayLaterAnswer> {
  const [charges] = await objectDatasets(parts, ["charges"]);
  if (charges === undefined) return { providers: [], klarnaPaidAtOnce: 0 };
  return answerBuyNowPayLater({
    platform: parts.platform,
    tenantId: await schemaRegistry(parts.platform).tenantId(),
    datasetId: charges.datasetId,
    account: feed.account,
    livemode: feed.livemode,
    signal,
  });
}

async function objectDatasets(
  { config, store }: FeedParts,
  only: readonly ResourceName[] | undefined,
): Promise<readonly ReconcileTarget[]> {
  const rows = await listProvisioned(store.database, "dataset");
  return movedResources(config)
    .filter((resource) => only?.includes(resource) ?? true)
    .flatMap((resource) => {
      const row = rows.find((candidate) => candidate.provision_key === datasetKey(resource, "object"));
      return row === undefined ? [] : [{ resource, datasetId: row.platform_id }];
    });
}

function memoryOf(
  { store: { database } }: FeedParts,
  { feed, stripe }: Feed,
  signal: AbortSignal | undefined,
): ReconcileMemory {
  let asked: ReturnType<typeof pendingChanges> | undefined;
  let runs: Promise<readonly RunReport[]> | undefined;
  return {
    know: async (resource, ids) => {
      // Asked when the first difference appears, so that a comparison without any costs nothing more.
      const pending = await (asked ??= pendingChanges(database, feed, stripe, signal));
      const completeUpTo = await pending.readUpTo(resource);
      const versions = await knownVersions(database, feed, resource, "object", ids);
      const refusals = await openRefusals(database, { feed, resource, dataset: "object" }, ids);
      return new Map(
        ids.map((id): [string, Knowledge] => {
          const refusal = refusals.get(id);
          const quarantined = refusal === undefined ? undefined : `${describeRefusal(refusal)} (${refusal.code})`;
          const sentDigest = versions.get(id)?.digest;
          return [id, { quarantined, sentDigest, inFlight: pending.has(resource, id), completeUpTo }];
        }),
      );
    },
    ledger: async (resource) => judgeLedger(await (runs ??= endedRuns(database, feed)), resource),
    count: (resource) => countVersions(database, feed, resource, "object"),
  };
}

const RUNS_CHECKED = 100;

/** Runs that still go on, or died, have rows on their way. */
async function endedRuns(database: Database, feed: number): Promise<readonly RunReport[]> {
  const runs = (await listRuns(database, RUNS_CHECKED, feed)).filter(({ status }) => status === "succeeded");
  return Promise.all(runs.map((run) => reportRun(database, run)));
}

/** The newest run that does not balance, else the newest; undefined when none has moved the resource. */
function judgeLedger(runs: readonly RunReport[], resource: ResourceName): LedgerVerdict | undefined {
  const moved = runs.flatMap(({ runId, resources }) => {
    const figures = resources[resource];
    return figures === undefined ? [] : [{ runId, ...figures }];
  });
  const told = moved.find(({ balanced }) => !balanced) ?? moved[0];
  if (told === undefined) return undefined;
  const { runId, read, sent, unchanged, filtered, quarantined, accepted, rejected, balanced } = told;
  const detail = `${read} read = ${sent} sent + ${unchanged} unchanged + ${filtered} filtered + ${quarantined} quarantined; ${sent} sent = ${accepted} accepted + ${rejected} rejected`;
  return { balanced, detail: `${detail} (run ${runId}, of ${moved.length})` };
}
