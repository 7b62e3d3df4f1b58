import {
  countReads,
  feedOf,
  openAuth,
  type StoredEntity,
  type StripeClient,
  tallyReads,
} from "@stripe-aep/core/flow-service";
import type { Service } from "../service.ts";

/** A Stripe account as one reader sees it: paced with all others, its requests counted to the account's read budget. */
export interface AccountReader {
  readonly stripe: StripeClient;
  /** Number of the account's feed in the tenant's store. */
  readonly feed: number;
  /** Requests so far. */
  readonly reads: number;
  /** Adds what has been read since the last time to the read budget. */
  count(): Promise<void>;
}

export async function readAccount(service: Service, connection: StoredEntity): Promise<AccountReader> {
  const { account, livemode } = accountOf(connection);
  const store = await service.storeOf(connection);
  const feed = await feedOf(store, account, livemode);
  const governor = tallyReads(service.stripe.governor(account, livemode));
  let counted = 0;
  return {
    stripe: service.stripe.client(openAuth(service.backend, connection), "patient", governor),
    feed,
    get reads() {
      return governor.reads;
    },
    count: async () => {
      const fresh = governor.reads - counted;
      counted = governor.reads;
      if (fresh > 0) await countReads(store.database, feed, service.ports.clock.now(), fresh);
    },
  };
}

/** Known of every connection that is no draft. */
export function accountOf({ id, hidden }: StoredEntity): { readonly account: string; readonly livemode: boolean } {
  const { account, livemode } = hidden as { account?: string; livemode?: boolean };
  return { account: account ?? id, livemode: livemode === true };
}
