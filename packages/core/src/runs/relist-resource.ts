import type { ChangesConfig } from "../config.ts";
import type { FeedRun } from "../pipeline/feed-run.ts";
import { readObject, readPage } from "../pipeline/read-page.ts";
import type { TicketedPage } from "../pipeline/recognise-records.ts";
import { Track } from "../pipeline/track.ts";
import { type ResourceName, resources } from "../resources.ts";
import { advanceCursor, changeCursor } from "../state/change-cursors.ts";
import type { UnsettledObjectRow } from "../state/tables.ts";
import { dueUnsettled } from "../state/unsettled-objects.ts";
import { CursorGoneError } from "../stripe/errors.ts";
import { type CreatedWindow, listParameters, ListWalk, passParameters } from "./list-walk.ts";

/** Objects due for a second look that are held in memory at once. */
const DUE_AT_ONCE = 2_000;

/** Two due objects further apart than this (seconds) are not in one window. */
const WINDOW_GAP = 3_600;

/** Fewer due objects than this in a window are cheaper to read one by one. */
const WORTH_A_LISTING = 3;

export function relistSource(resource: ResourceName): string {
  return `relist/${resource}`;
}

/**
 * Changes of a resource that announces none: what is new, by listing the newest again with an overlap; and what has come to
 * rest, by a second look at each object that was still on its way when it was read.
 */
export async function* relistResource(
  run: FeedRun,
  resource: ResourceName,
  changes: ChangesConfig,
): AsyncGenerator<TicketedPage> {
  yield* relistNewest(run, resource, changes);
  const at = { feed: run.lease.feed, resource, seconds: Math.floor(run.ports.clock.now() / 1000) };
  for (let last: UnsettledObjectRow | undefined; ;) {
    const due = await dueUnsettled(run.store.database, at, DUE_AT_ONCE, last);
    for (const cluster of clusters(due)) yield* lookAgain(run, resource, cluster);
    last = due.at(-1);
    if (last === undefined) return;
  }
}

async function* relistNewest(
  run: FeedRun,
  resource: ResourceName,
  changes: ChangesConfig,
): AsyncGenerator<TicketedPage> {
  const { feed } = run.lease;
  const cursor = await changeCursor(run.store.database, feed, relistSource(resource));
  if (cursor === undefined) return;
  const track = new Track<number | undefined>(async (transaction, positions) => {
    const proven = positions.at(-1);
    if (proven !== undefined) await advanceCursor(transaction, feed, relistSource(resource), proven);
  });
  const overlap = changes.relistOverlap / 1000;
  const ownNow = Math.floor(run.ports.clock.now() / 1000);
  let proven: number | undefined;
  for await (const { page, done } of walkWindow(run, resource, { gte: cursor - overlap })) {
    const stripeNow = Math.floor(page.reading.respondedAt / 1000);
    proven ??= run.decisions.eventWindow({ cursor, stripeNow, ownNow, lag: 0, overlap }).to;
    yield { ...page, ticket: track.issue(done ? proven : undefined) };
  }
}

async function* lookAgain(
  run: FeedRun,
  resource: ResourceName,
  cluster: readonly UnsettledObjectRow[],
): AsyncGenerator<TicketedPage> {
  const track = new Track<undefined>(async () => undefined);
  const [first, last] = [cluster[0], cluster.at(-1)];
  if (first === undefined || last === undefined) return;
  if (cluster.length < WORTH_A_LISTING) {
    for (const { object_id: id } of cluster) {
      yield { ...(await readObject(run, resource, id)), ticket: track.issue(undefined) };
    }
    return;
  }
  const window = { gte: first.created_seconds, lte: last.created_seconds };
  for await (const { page } of walkWindow(run, resource, window)) yield { ...page, ticket: track.issue(undefined) };
}

async function* walkWindow(run: FeedRun, resource: ResourceName, window: CreatedWindow) {
  const passes = run.decisions.passes(resources[resource]);
  for (const pass of passes.keys()) {
    const walk = new ListWalk(window, run.decisions);
    while (!walk.done) {
      try {
        const parameters = { ...passParameters(run.decisions, resource, pass), ...listParameters(walk.bounds()) };
        const page = await readPage(run, resource, parameters);
        walk.advance({ entries: page.records, hasMore: page.hasMore });
        yield { page, done: walk.done && pass === passes.length - 1 };
      } catch (error) {
        if (!(error instanceof CursorGoneError)) throw error;
        walk.cursorIsGone();
      }
    }
  }
}

/** Rows in order of `created`, cut where the next is far. */
function clusters(rows: readonly UnsettledObjectRow[]): readonly (readonly UnsettledObjectRow[])[] {
  const found: UnsettledObjectRow[][] = [];
  for (const row of rows) {
    const last = found.at(-1);
    const previous = last?.at(-1);
    if (last !== undefined && previous !== undefined && row.created_seconds - previous.created_seconds <= WINDOW_GAP) {
      last.push(row);
    } else {
      found.push([row]);
    }
  }
  return found;
}
