import { createHash } from "node:crypto";
import type { DatasetTarget, FeedRun } from "../pipeline/feed-run.ts";
import type { RowError } from "../pipeline/ingestion-service.ts";
import { writeUnderLease } from "../pipeline/under-lease.ts";
import { type ResourceName, resourceNames } from "../resources.ts";
import { advanceCursor, changeCursor } from "../state/change-cursors.ts";
import { takeBackVersion } from "../state/forget-versions.ts";
import { findQuarantined, quarantineRecord } from "../state/quarantine.ts";
import { lastLook, lookedAt, streamSource } from "../state/stream-cursors.ts";

/** Runs may follow each other within seconds; the datasets are looked at no more often than this (seconds). */
const LOOK_EVERY = 60;
/** The platform's clock and ours may differ by this (seconds). */
const CLOCKS_APART = 600;

/**
 * A streamed row is acknowledged before it is validated. One that is refused after all turns up in a failed batch of its
 * dataset: it is brought to quarantine with its reason, and what the store took for accepted is taken back, so that the next
 * reading of the object is sent again.
 */
export async function readLateRefusals(run: FeedRun): Promise<void> {
  if (!run.decisions.readsLateRefusals()) return;
  for (const resource of resourceNames) {
    for (const target of run.targets[resource] ?? []) await lookAt(run, resource, target);
  }
}

async function lookAt(run: FeedRun, resource: ResourceName, { dataset, datasetId }: DatasetTarget): Promise<void> {
  const source = streamSource(resource, dataset);
  const since = await changeCursor(run.store.database, run.lease.feed, source);
  const now = Math.floor(run.ports.clock.now() / 1000);
  if (since === undefined || now - lastLook(since) < LOOK_EVERY) return;
  for (const batchId of await run.ingestion.failedStreams(datasetId, (since - CLOCKS_APART) * 1000)) {
    for (const error of await run.ingestion.rowErrors(batchId)) {
      await quarantine(run, { resource, dataset, batchId }, error);
    }
  }
  await writeUnderLease(run, async (transaction) => {
    await advanceCursor(transaction, run.lease.feed, source, lookedAt(now));
  });
}

interface Place {
  readonly resource: ResourceName;
  readonly dataset: DatasetTarget["dataset"];
  readonly batchId: string;
}

/** Once for each copy of a row: a batch is looked at more often than once. */
async function quarantine(run: FeedRun, { resource, dataset, batchId }: Place, error: RowError): Promise<void> {
  const refused = readOwnRow(error, resource);
  if (refused === undefined) {
    run.ports.log.write("warn", "late-refusal-unknown", { batchId, message: error.message });
    return;
  }
  const { feed } = run.lease;
  const place = [feed, resource, dataset, refused.objectId, refused.rowId, batchId].join("\n");
  const quarantineId = `q_${createHash("sha256").update(place).digest("hex").slice(0, 24)}`;
  if ((await findQuarantined(run.store.database, quarantineId)) !== undefined) return;
  const key = dataset === "event" ? refused.rowId : refused.objectId;
  await writeUnderLease(run, async (transaction) => {
    // A newer version that has arrived since says all that the refused one said, and more.
    const wasNewest = await takeBackVersion(transaction, { feed, resource, dataset, key }, refused.sequence);
    await quarantineRecord(transaction, {
      quarantine_id: quarantineId,
      feed,
      run_id: run.runId,
      resource,
      dataset,
      object_id: refused.objectId,
      path: error.path,
      rule: error.message,
      code: "SAEP-1404",
      source: error.source,
      status: wasNewest ? "open" : "replayed",
      created_at: run.ports.clock.now(),
    });
  });
}

type Members = Readonly<Record<string, unknown>>;

/** The row's own words: whose it is and which version. Undefined for rows that are not ours or cannot be read. */
function readOwnRow(error: RowError, resource: ResourceName) {
  if (error.rowId === undefined) return undefined;
  const row = JSON.parse(error.source) as Members;
  for (const part of Object.values(row)) {
    if (typeof part !== "object" || part === null) continue;
    const tenant = part as Readonly<Record<string, Members | undefined>>;
    const objectId = tenant[`${resource}_data`]?.id ?? tenant.stripe_event?.object_id;
    if (typeof objectId !== "string") continue;
    const sequence = tenant.stripe_record?.version_sequence;
    return { objectId, rowId: error.rowId, sequence: typeof sequence === "number" ? sequence : undefined };
  }
  return undefined;
}
