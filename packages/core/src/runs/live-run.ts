import type { LedgerFigures } from "../ledger-figures.ts";
import type { ResourceName } from "../resources.ts";
import { figuresOfEntry, readLedger } from "../state/ledger.ts";
import type { Database } from "../state/tables.ts";
import type { DatasetKind } from "../xdm/page-mapper.ts";

/** A window of `created` of a listing: `[from, to)` in milliseconds since 1970, read from the newest down. */
export interface LiveSlice {
  /** Null: down to the beginning. */
  readonly from: number | null;
  readonly to: number;
  /** Down to here everything has provably arrived; null before the first page is proven. */
  readonly provenTo: number | null;
  readonly done: boolean;
}

/** One resource of a run that goes on, by the store alone: any process can tell it. */
export interface LiveRun {
  readonly datasets: Partial<Readonly<Record<DatasetKind, LedgerFigures>>>;
  /** Newest first; empty when nothing is being listed. */
  readonly slices: readonly LiveSlice[];
  /** Sealed and not yet judged by the platform. */
  readonly underWay: { readonly batches: number; readonly rows: number; readonly bytes: number };
}

/** A listing of a very large account has more; the newest are the ones that move. */
const MOST_SLICES = 500;

/** Undefined when no run of the feed goes on. */
export async function readLiveRun(
  database: Database,
  feed: number,
  resource: ResourceName,
): Promise<LiveRun | undefined> {
  const run = await database
    .selectFrom("run")
    .selectAll()
    .where("feed", "=", feed)
    .where("status", "in", ["running", "cancelling"])
    .orderBy("started_at", "desc")
    .executeTakeFirst();
  if (run === undefined) return undefined;
  return {
    datasets: await datasetsOf(database, run.run_id, resource),
    slices: await slicesOf(database, feed, resource),
    underWay: await underWayOf(database, run.run_id, resource),
  };
}

async function datasetsOf(database: Database, runId: string, resource: ResourceName): Promise<LiveRun["datasets"]> {
  const rows = (await readLedger(database, runId)).filter((row) => row.resource === resource);
  return Object.fromEntries(rows.map((row) => [row.dataset, figuresOfEntry(row)]));
}

async function slicesOf(database: Database, feed: number, resource: ResourceName): Promise<readonly LiveSlice[]> {
  const rows = await database
    .selectFrom("slice")
    .selectAll()
    .where("feed", "=", feed)
    .where("resource", "=", resource)
    .orderBy("lt_seconds", "desc")
    .limit(MOST_SLICES)
    .execute();
  const milliseconds = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1000);
  return rows.map(({ gte_seconds: gte, lt_seconds: lt, cursor_seconds: cursor, done }) => ({
    from: milliseconds(gte),
    to: lt * 1000,
    provenTo: milliseconds(cursor),
    done: done === 1,
  }));
}

async function underWayOf(database: Database, runId: string, resource: ResourceName): Promise<LiveRun["underWay"]> {
  const batches = await database
    .selectFrom("batch")
    .select(["row_count", "byte_count"])
    .where("run_id", "=", runId)
    .where("resource", "=", resource)
    .execute();
  return {
    batches: batches.length,
    rows: batches.reduce((sum, { row_count: rows }) => sum + rows, 0),
    bytes: batches.reduce((sum, { byte_count: bytes }) => sum + bytes, 0),
  };
}

/** What a run refused of one resource, most frequent first, with some of the objects. */
export interface RunRefusal {
  readonly code: string;
  readonly rule: string;
  readonly count: number;
  readonly objectIds: readonly string[];
}

/** Refused records that are looked through, and ids that are named of each cause. */
const MOST_REFUSALS = 10_000;
const NAMED_OBJECTS = 5;

export async function readRefusals(
  database: Database,
  runId: string,
  resource: ResourceName,
): Promise<readonly RunRefusal[]> {
  const rows = await database
    .selectFrom("quarantine")
    .select(["code", "rule", "object_id"])
    .where("run_id", "=", runId)
    .where("resource", "=", resource)
    .limit(MOST_REFUSALS)
    .execute();
  return [...Map.groupBy(rows, ({ code }) => code)]
    .map(([code, refused]) => {
      const ids = [...new Set(refused.map(({ object_id: id }) => id))];
      return { code, rule: refused[0]?.rule ?? "", count: ids.length, objectIds: ids.slice(0, NAMED_OBJECTS) };
    })
    .sort((left, right) => right.count - left.count);
}
