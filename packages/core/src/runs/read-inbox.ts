import type { FeedRun } from "../pipeline/feed-run.ts";
import { inParallel } from "../pipeline/in-parallel.ts";
import { readObject } from "../pipeline/read-page.ts";
import type { TicketedPage } from "../pipeline/recognise-records.ts";
import { Track } from "../pipeline/track.ts";
import { removeFromInbox } from "../state/inbox.ts";
import type { InboxRow } from "../state/tables.ts";
import type { ObjectReference } from "./event-references.ts";
import { emptyPage } from "./read-events.ts";

const REFETCHES_AT_ONCE = 12;

/**
 * All objects that some webhooks have named, read again; a webhook leaves the inbox when they have arrived. Its event is not
 * taken for seen: so soon after it, a copy may have answered that had not heard of the change, and the events' own turn,
 * a minute later, makes good for that.
 */
export async function* readInboxObjects(run: FeedRun, rows: readonly InboxRow[]): AsyncGenerator<TicketedPage> {
  const { feed } = run.lease;
  const track = new Track<readonly InboxRow[] | undefined>(async (transaction, positions) => {
    const done = positions.flatMap((position) => position ?? []);
    await removeFromInbox(
      transaction,
      feed,
      done.map((row) => row.event_id),
    );
  });
  const work = async (reference: ObjectReference): Promise<TicketedPage> => ({
    ...(await readObject(run, reference.resource, reference.id)),
    ticket: track.issue(undefined),
  });
  yield* inParallel(references(run, rows), REFETCHES_AT_ONCE, work, run.stop);
  yield emptyPage(run, track.issue(rows));
}

async function* references(run: FeedRun, rows: readonly InboxRow[]): AsyncGenerator<ObjectReference> {
  const wanted = new Map<string, ObjectReference>();
  for (const row of rows) {
    for (const reference of JSON.parse(row.objects) as ObjectReference[]) {
      if (run.targets[reference.resource] === undefined) continue;
      wanted.set(`${reference.resource}/${reference.id}`, reference);
    }
  }
  yield* wanted.values();
}
