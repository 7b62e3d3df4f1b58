import { assertLease } from "../state/leases.ts";
import type { Database } from "../state/tables.ts";
import type { FeedRun } from "./feed-run.ts";

type Holder = Pick<FeedRun, "store" | "lease" | "decisions">;

/**
 * What a run writes, all or nothing. Throws `LockedError` when the feed has passed to another process: what is written here
 * would contradict what that one has read and sent since.
 */
export function writeUnderLease<Result>(
  run: Holder,
  write: (transaction: Database) => Promise<Result>,
): Promise<Result> {
  return run.store.atomically(async (transaction) => {
    if (run.decisions.assertsLease()) await assertLease(transaction, run.lease);
    return write(transaction);
  });
}

/** The platform knows no leases: a process that was suspended must not send what its successor has sent meanwhile. */
export async function assertStillOurs(run: Holder): Promise<void> {
  if (run.decisions.assertsLease()) await assertLease(run.store.database, run.lease);
}
