import type { QuarantineStatus } from "./quarantine.ts";
import type { Database, QuarantineRow } from "./tables.ts";

export interface QuarantineFilter {
  readonly feeds: readonly number[];
  readonly status: QuarantineStatus;
  readonly resource?: string;
  readonly dataset?: string;
  readonly code?: string;
}

/** An entry without the record itself, which is large. */
export type QuarantineLine = Omit<QuarantineRow, "source">;

const IDS_AT_ONCE = 400;

const columns = [
  "quarantine_id",
  "feed",
  "run_id",
  "resource",
  "dataset",
  "object_id",
  "path",
  "rule",
  "code",
  "status",
  "created_at",
] as const;

function matching(database: Database, { feeds, status, resource, dataset, code }: QuarantineFilter) {
  // One feed is compared by `=`: only then does SQLite read in the order of the index instead of sorting everything.
  const [first = -1, ...more] = feeds;
  let query = database.selectFrom("quarantine").where("status", "=", status);
  query = more.length === 0 ? query.where("feed", "=", first) : query.where("feed", "in", [first, ...more]);
  if (resource !== undefined) query = query.where("resource", "=", resource);
  if (dataset !== undefined) query = query.where("dataset", "=", dataset);
  return code === undefined ? query : query.where("code", "=", code);
}

/** Newest first, `limit` entries after the first `offset`. */
export async function pageQuarantine(
  database: Database,
  filter: QuarantineFilter,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<readonly QuarantineLine[]> {
  const newest = matching(database, filter).orderBy("created_at", "desc").orderBy("quarantine_id", "desc");
  return newest.select(columns).limit(limit).offset(offset).execute();
}

/** Named entries, or all, among those that match. */
export async function matchingQuarantine(
  database: Database,
  filter: QuarantineFilter,
  ids: readonly string[] | undefined,
  limit: number,
): Promise<readonly QuarantineLine[]> {
  if (ids === undefined) return matching(database, filter).select(columns).limit(limit).execute();
  const found: QuarantineLine[] = [];
  for (let start = 0; start < ids.length && start < limit; start += IDS_AT_ONCE) {
    const named = matching(database, filter).where("quarantine_id", "in", ids.slice(start, start + IDS_AT_ONCE));
    found.push(...(await named.select(columns).execute()));
  }
  return found;
}

export interface QuarantineCause {
  readonly code: string;
  readonly resource: string;
  readonly path: string;
  readonly count: number;
}

/** What the entries are about, most frequent first; the sum of the counts is how many match. */
export async function quarantineCauses(
  database: Database,
  filter: QuarantineFilter,
): Promise<readonly QuarantineCause[]> {
  const rows = await matching(database, filter)
    .select(["code", "resource", "path"])
    .select(({ fn }) => fn.countAll<number | string>().as("count"))
    .groupBy(["code", "resource", "path"])
    .execute();
  return rows
    .map(({ count, ...cause }) => ({ ...cause, count: Number(count) }))
    .toSorted((one, other) => other.count - one.count);
}
