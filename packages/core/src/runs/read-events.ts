import type { FeedRun } from "../pipeline/feed-run.ts";
import { inParallel } from "../pipeline/in-parallel.ts";
import { readObject } from "../pipeline/read-page.ts";
import type { TicketedPage } from "../pipeline/recognise-records.ts";
import { type PageTicket, Track } from "../pipeline/track.ts";
import { advanceCursor, changeCursor, forgetEvents, rememberEvents, seenEvents } from "../state/change-cursors.ts";
import { CursorGoneError } from "../stripe/errors.ts";
import { type EventPage, listEvents, type StripeEvent } from "../stripe/events.ts";
import type { ChangesConfig } from "../config.ts";
import { eventGroups, eventSource, type ObjectReference, referencesOf } from "./event-references.ts";
import { ListWalk } from "./list-walk.ts";

/** Objects read again at the same time; the governor sets the pace. */
const REFETCHES_AT_ONCE = 12;

/** Objects of one window remembered as read already; beyond, reading one twice costs less than the memory. */
const REMEMBERED_OBJECTS = 20_000;

interface EventPosition {
  readonly events: readonly { readonly id: string; readonly created: number }[];
  /** Unix seconds; only of the last page of a window, since pages come newest first. */
  readonly cursor?: number;
}

/** An object to read again, or the end of what one page of events asked for. */
type Step =
  { readonly kind: "refetch"; readonly reference: ObjectReference; readonly ticket: PageTicket } | PageTicketStep;
interface PageTicketStep {
  readonly kind: "proven";
  readonly ticket: PageTicket;
}

/** All objects that events of one group have named since its cursor, read again in the pinned version. */
export async function* readEvents(run: FeedRun, group: number, changes: ChangesConfig): AsyncGenerator<TicketedPage> {
  const steps = eventSteps(run, group, changes);
  const work = async (step: Step): Promise<TicketedPage> => {
    if (step.kind === "proven") return emptyPage(run, step.ticket);
    const page = await readObject(run, step.reference.resource, step.reference.id);
    return { ...page, ticket: step.ticket };
  };
  yield* inParallel(steps, REFETCHES_AT_ONCE, work, run.stop);
}

async function* eventSteps(run: FeedRun, group: number, changes: ChangesConfig): AsyncGenerator<Step> {
  const { feed } = run.lease;
  const source = eventSource(group);
  const cursor = await changeCursor(run.store.database, feed, source);
  if (cursor === undefined) return;
  const track = eventTrack(run, source, changes);
  const read = new Set<string>();
  for await (const { events, cursor: proven } of eventPages(run, group, cursor, changes)) {
    const seen = await seenEvents(
      run.store.database,
      feed,
      events.map(({ id }) => id),
    );
    const fresh = events.filter(({ id }) => !seen.has(id));
    for (const reference of wantedReferences(run, fresh)) {
      const place = `${reference.resource}/${reference.id}`;
      if (read.has(place)) continue;
      if (read.size < REMEMBERED_OBJECTS) read.add(place);
      yield { kind: "refetch", reference, ticket: track.issue({ events: [] }) };
    }
    yield {
      kind: "proven",
      ticket: track.issue({ events: fresh, ...(proven === undefined ? {} : { cursor: proven }) }),
    };
  }
}

function eventTrack(run: FeedRun, source: string, changes: ChangesConfig): Track<EventPosition> {
  const { feed } = run.lease;
  return new Track(async (transaction, positions) => {
    await rememberEvents(
      transaction,
      feed,
      positions.flatMap(({ events }) => events),
    );
    for (const { cursor } of positions) {
      if (cursor === undefined) continue;
      await advanceCursor(transaction, feed, source, cursor);
      // Both groups share the table; two overlaps and a day cover whichever is behind.
      await forgetEvents(transaction, feed, cursor - 2 * (changes.eventOverlap / 1000) - 86_400);
    }
  });
}

/** Pages of one window, newest first; the last one carries the second up to which all of them together have read. */
async function* eventPages(
  run: FeedRun,
  group: number,
  cursor: number,
  changes: ChangesConfig,
): AsyncGenerator<{ readonly events: readonly StripeEvent[]; readonly cursor?: number }> {
  const types = eventGroups()[group] ?? [];
  const ownNow = Math.floor(run.ports.clock.now() / 1000);
  const [lag, overlap] = [changes.eventLag / 1000, changes.eventOverlap / 1000];
  const asked = run.decisions.eventWindow({ cursor, stripeNow: ownNow, ownNow, lag, overlap });
  const walk = new ListWalk({ gte: asked.from, lte: asked.to }, run.decisions);
  let proven: number | undefined;
  while (!walk.done) {
    const page = await eventPage(run, types, walk);
    if (page === undefined) continue;
    walk.advance({ entries: page.events, hasMore: page.hasMore });
    const stripeNow = Math.floor(page.respondedAt / 1000);
    proven ??= run.decisions.eventWindow({ cursor, stripeNow, ownNow, lag, overlap }).to;
    // By a clock of our own that is ahead, the window reaches into seconds that are not to be trusted yet: an event from
    // there, read now and remembered as seen, would hide the change that a copy of Stripe's had not heard of.
    const settled = proven;
    const events = page.events.filter(({ created }) => created <= settled);
    yield { events, ...(walk.done ? { cursor: proven } : {}) };
  }
}

async function eventPage(run: FeedRun, types: readonly string[], walk: ListWalk): Promise<EventPage | undefined> {
  try {
    const { gte, lte, after } = walk.bounds();
    return await listEvents(
      run.stripe,
      {
        types,
        ...(gte === undefined ? {} : { createdFrom: gte }),
        ...(lte === undefined ? {} : { createdTo: lte }),
        ...(after === undefined ? {} : { startingAfter: after }),
      },
      run.signal,
    );
  } catch (error) {
    if (!(error instanceof CursorGoneError)) throw error;
    walk.cursorIsGone();
    return undefined;
  }
}

/** Objects of resources that are moved, each once. */
function wantedReferences(
  run: FeedRun,
  events: readonly Pick<StripeEvent, "type" | "object">[],
): readonly ObjectReference[] {
  const references = events.filter((event) => run.decisions.refetches(event)).flatMap(referencesOf);
  const wanted = references.filter(({ resource }) => run.targets[resource] !== undefined);
  return [...new Map(wanted.map((reference) => [`${reference.resource}/${reference.id}`, reference])).values()];
}

/** A page without records: it only carries a ticket through the pipeline. */
export function emptyPage(run: FeedRun, ticket: PageTicket): TicketedPage {
  const reading = run.order.arrive(run.order.leave(), 0);
  const settlement = { open: [], closed: [] };
  return { resource: "charges", records: [], hasMore: false, reading, settlement, isTombstone: false, ticket };
}
