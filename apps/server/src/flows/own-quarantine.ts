import {
  closeQuarantined,
  datasetOfFlow,
  isCovered,
  matchingQuarantine,
  orderOf,
  quarantineRecord,
  type QuarantineLine,
  type RefusedRow,
  replayOwnRows,
  retryRun,
  statusOf,
  type StoredEntity,
} from "@stripe-aep/core/flow-service";
import { createHash } from "node:crypto";
import { nothingHere } from "../http/problem-details.ts";
import type { Service } from "../service.ts";
import { compileOwnMapping, seedOf } from "./compile-own-mapping.ts";
import { findFlow, type RunnableFlow } from "./flow-view.ts";
import { systemCaller } from "./order-due-runs.ts";
import { readAccount } from "./read-account.ts";

export interface QuarantineDesk {
  /** Objects of the flow that wait in quarantine. */
  readonly waiting: ReadonlySet<string>;
  keep(rows: readonly RefusedRow[]): Promise<void>;
  close(objectIds: readonly string[]): Promise<void>;
}

const MOST_WAITING = 200_000;

/** The quarantine as one run of a flow sees it. */
export async function openQuarantineDesk(
  service: Service,
  { flow, resource }: RunnableFlow,
  feed: number,
  runId: string,
): Promise<QuarantineDesk> {
  const store = await service.storeOf(flow);
  const dataset = datasetOfFlow(flow.id);
  const filter = { feeds: [feed], status: "open", resource, dataset } as const;
  const entries = await matchingQuarantine(store.database, filter, undefined, MOST_WAITING);
  const idOf = (objectId: string): string =>
    `q_${createHash("sha256").update([feed, resource, dataset, objectId].join("\n")).digest("hex").slice(0, 24)}`;
  return {
    waiting: new Set(entries.map(({ object_id: id }) => id)),
    keep: async (rows) => {
      const createdAt = service.ports.clock.now();
      await store.atomically(async (transaction) => {
        for (const { objectId, path, rule, code, source } of rows) {
          await quarantineRecord(transaction, {
            quarantine_id: idOf(objectId),
            feed,
            run_id: runId,
            resource,
            dataset,
            object_id: objectId,
            path,
            rule,
            code,
            source: JSON.stringify(source),
            status: "open",
            created_at: createdAt,
          });
        }
      });
    },
    close: async (objectIds) => {
      for (const objectId of objectIds) await closeQuarantined(store.database, idOf(objectId), "replayed");
    },
  };
}

/**
 * Sends records that a mapping of one's own refused. Those of a run that failed are part of a window of which nothing
 * stayed: that run is retried, whole. The others are read again, mapped with the mapping set of today, and sent.
 */
export async function replayOwnFlow(
  service: Service,
  connection: StoredEntity,
  flowId: string,
  entries: readonly QuarantineLine[],
  signal: AbortSignal,
): Promise<{ readonly replayed: number; readonly stillRefused: number }> {
  const runnable = await findFlow(service, connection, flowId);
  if (runnable === undefined) throw nothingHere("The dataflow of these records", flowId);
  const single: QuarantineLine[] = [];
  for (const [runId, ofRun] of Map.groupBy(entries, ({ run_id: id }) => id)) {
    if (!(await retryWhole(service, runnable, runId))) single.push(...ofRun);
  }
  const stillRefused = single.length === 0 ? 0 : await replaySingly(service, runnable, single, signal);
  return { replayed: entries.length, stillRefused };
}

/** Whether the run had failed, and is on its way again. */
async function retryWhole(service: Service, { flow }: RunnableFlow, runId: string): Promise<boolean> {
  const run = await service.entities.find(flow, "runs", runId);
  if (run === undefined || statusOf(run.document) !== "failed" || isCovered(flow, orderOf(run))) return false;
  await retryRun(service.backend, systemCaller(flow), runId);
  return true;
}

async function replaySingly(
  service: Service,
  runnable: RunnableFlow,
  entries: readonly QuarantineLine[],
  signal: AbortSignal,
): Promise<number> {
  const { connection, flow, resource, dataSetId } = runnable;
  const reader = await readAccount(service, connection);
  const [newest] = entries;
  const desk = await openQuarantineDesk(service, runnable, reader.feed, newest?.run_id ?? "");
  const parts = {
    resource,
    dataSetId,
    map: await compileOwnMapping(service, runnable),
    seed: seedOf(connection),
    stripe: reader.stripe,
    platform: service.platformClient(flow),
    clock: service.ports.clock,
    signal,
  };
  const objectIds = [...new Set(entries.map(({ object_id: id }) => id))];
  // Entries that are refused again get a new time, so that a later replay of them is another batch.
  const name = entries.map(({ quarantine_id: id, created_at: at }) => `${id} ${at}`).join("\n");
  try {
    const { accepted, refused, gone } = await replayOwnRows(parts, objectIds, name);
    await desk.keep(refused);
    await desk.close([...accepted, ...gone]);
    return refused.length;
  } finally {
    await reader.count();
  }
}
