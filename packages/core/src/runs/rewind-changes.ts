import { changeCursors, forgetEventsFrom, rewindCursor } from "../state/change-cursors.ts";
import { assertLease, type Lease } from "../state/leases.ts";
import type { Store } from "../state/open-store.ts";
import { isStreamSource } from "../state/stream-cursors.ts";

/** A source of changes that will be read again; times are unix seconds. */
export interface RewoundCursor {
  /** `events/0`, `relist/balance_transactions`. */
  readonly source: string;
  readonly before: number;
  readonly after: number;
}

/**
 * Has the next run read all changes since `seconds` (unix) again. Nothing is sent twice: objects that the platform has in
 * their newest version are recognised. Cursors that are older already stay.
 */
export async function rewindChanges(
  store: Store,
  lease: Lease,
  seconds: number,
  dryRun: boolean,
): Promise<readonly RewoundCursor[]> {
  return store.atomically(async (transaction) => {
    await assertLease(transaction, lease);
    const cursors = await changeCursors(transaction, lease.feed);
    const later = cursors.filter((cursor) => cursor.seconds > seconds && !isStreamSource(cursor.source));
    if (!dryRun) {
      for (const { source } of later) await rewindCursor(transaction, lease.feed, source, seconds);
      // An event that is remembered as delivered would be passed over.
      if (later.length > 0) await forgetEventsFrom(transaction, lease.feed, seconds);
    }
    return later.map(({ source, seconds: before }) => ({ source, before, after: seconds }));
  });
}
