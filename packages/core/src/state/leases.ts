import { LockedError } from "../errors.ts";
import type { Store } from "./open-store.ts";
import type { Database } from "./tables.ts";

/** The right to read one feed. `token` grows with every holder, so that a late write of a former holder is refused. */
export interface Lease {
  readonly feed: number;
  readonly holder: string;
  readonly token: number;
}

/** Takes the feed if nobody holds it or the holder's time is over; `LockedError` otherwise. Times in milliseconds. */
export async function takeLease(
  store: Store,
  feed: number,
  holder: string,
  now: number,
  duration: number,
): Promise<Lease> {
  return store.atomically(async (transaction) => {
    const current = await transaction.selectFrom("lease").selectAll().where("feed", "=", feed).executeTakeFirst();
    if (current === undefined) {
      const first = await transaction
        .insertInto("lease")
        .values({ feed, holder, token: 1, expires_at: now + duration })
        .onConflict((conflict) => conflict.column("feed").doNothing())
        .executeTakeFirst();
      if (first.numInsertedOrUpdatedRows !== 1n) throw heldError("another process", duration);
      return { feed, holder, token: 1 };
    }
    if (current.expires_at > now) throw heldError(current.holder, current.expires_at - now);
    const token = current.token + 1;
    const taken = await transaction
      .updateTable("lease")
      .set({ holder, token, expires_at: now + duration })
      .where("feed", "=", feed)
      .where("token", "=", current.token)
      .executeTakeFirst();
    if (taken.numUpdatedRows !== 1n) throw heldError("another process", duration);
    return { feed, holder, token };
  });
}

/** `LockedError` when somebody else has taken it since. */
export async function renewLease(database: Database, lease: Lease, now: number, duration: number): Promise<void> {
  const renewed = await database
    .updateTable("lease")
    .set({ expires_at: now + duration })
    .where("feed", "=", lease.feed)
    .where("token", "=", lease.token)
    .executeTakeFirst();
  if (renewed.numUpdatedRows !== 1n) throw lostError();
}

/** The next holder need not wait. Does nothing when the lease was lost. */
export async function releaseLease(database: Database, lease: Lease): Promise<void> {
  await database
    .updateTable("lease")
    .set({ expires_at: 0 })
    .where("feed", "=", lease.feed)
    .where("token", "=", lease.token)
    .execute();
}

/**
 * Belongs at the head of every transaction that a run writes: it locks the lease row, so that no other holder can come in
 * before the commit, and throws `LockedError` when one already has.
 */
export async function assertLease(transaction: Database, lease: Lease): Promise<void> {
  const held = await transaction
    .updateTable("lease")
    .set({ holder: lease.holder })
    .where("feed", "=", lease.feed)
    .where("token", "=", lease.token)
    .executeTakeFirst();
  if (held.numUpdatedRows !== 1n) throw lostError();
}

function heldError(holder: string, milliseconds: number): LockedError {
  return new LockedError({
    code: "SAEP-1401",
    message: `${holder} works on this account; its lease ends in ${Math.ceil(milliseconds / 1000)} s unless it is renewed.`,
    next: "Wait for the other run to end, or for its lease to expire.",
  });
}

function lostError(): LockedError {
  return new LockedError({
    code: "SAEP-1401",
    message: "Another process has taken over this account; nothing more is written by this one.",
    next: "Let the other process go on; run again when it has ended.",
  });
}
