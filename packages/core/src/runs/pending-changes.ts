import { resources, type ResourceName } from "../resources.ts";
import { changeCursor } from "../state/change-cursors.ts";
import type { Database } from "../state/tables.ts";
import type { StripeClient } from "../stripe/client.ts";
import { CursorGoneError, EventsExpiredError } from "../stripe/errors.ts";
import { listEvents } from "../stripe/events.ts";
import { eventGroups, eventSource, referencesOf } from "./event-references.ts";
import { relistSource } from "./relist-resource.ts";

/** What has happened at Stripe since the last sync, so that nobody calls it lost. */
export interface PendingChanges {
  /** Whether an event names the object and no sync has read the event yet. */
  has(resource: ResourceName, id: string): boolean;
  /** Milliseconds since 1970 up to which changes were read: objects created later come with the next sync. Undefined before the first. */
  readUpTo(resource: ResourceName): Promise<number | undefined>;
}

/** Asks Stripe for the events after the cursors of the feed; costs one request for each hundred of them. */
export async function pendingChanges(
  database: Database,
  feed: number,
  stripe: StripeClient,
  signal?: AbortSignal,
): Promise<PendingChanges> {
  const places = new Set<string>();
  const cursors: number[] = [];
  for (const [group, types] of eventGroups().entries()) {
    const cursor = await changeCursor(database, feed, eventSource(group));
    if (cursor === undefined) continue;
    cursors.push(cursor);
    for await (const { resource, id } of referencesSince(stripe, types, cursor, signal))
      places.add(`${resource}/${id}`);
  }
  return {
    has: (resource, id) => places.has(`${resource}/${id}`),
    readUpTo: async (resource) => {
      const announces = resources[resource].eventTypes.length > 0;
      const relisted = announces ? undefined : await changeCursor(database, feed, relistSource(resource));
      const read = relisted === undefined ? cursors : [relisted];
      // More may be created within a cursor's own second.
      return read.length === 0 ? undefined : Math.min(...read) * 1000 - 1;
    },
  };
}

async function* referencesSince(
  stripe: StripeClient,
  types: readonly string[],
  createdFrom: number,
  signal: AbortSignal | undefined,
) {
  for (let startingAfter: string | undefined; ;) {
    const query = { types, createdFrom, ...(startingAfter === undefined ? {} : { startingAfter }) };
    const page = await listEvents(stripe, query, signal).catch(unlessGone);
    for (const event of page?.events ?? []) yield* referencesOf(event);
    startingAfter = page?.events.at(-1)?.id;
    if (page?.hasMore !== true || startingAfter === undefined) return;
  }
}

/** Stripe keeps events for 30 days: what it has forgotten explains nothing, and what differs stays a difference. */
function unlessGone(error: unknown): undefined {
  if (error instanceof EventsExpiredError || error instanceof CursorGoneError) return undefined;
  throw error;
}
