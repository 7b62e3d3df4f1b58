import type { Ports } from "../ports/ports.ts";
import { type Lease, releaseLease, renewLease, takeLease } from "../state/leases.ts";
import type { Store } from "../state/open-store.ts";

/** Milliseconds after which a process that died is taken for dead, unless the settings say otherwise. */
const DEFAULT_DURATION = 60_000;

export interface Holding {
  readonly feed: number;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. */
  readonly duration?: number | undefined;
}

/**
 * Does `work` while holding the feed, renewing the lease meanwhile. The signal aborts with `LockedError` when the lease is
 * lost; then nothing that the work still does reaches the store.
 */
export async function holdingLease<Result>(
  store: Store,
  ports: Ports,
  holding: Holding,
  work: (lease: Lease, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const holder = `holder-${Buffer.from(ports.random.bytes(6)).toString("hex")}`;
  const duration = holding.duration ?? DEFAULT_DURATION;
  const lease = await takeLease(store, holding.feed, holder, ports.clock.now(), duration);
  const lost = new AbortController();
  const ended = new AbortController();
  const signals = [lost.signal, ...(holding.signal === undefined ? [] : [holding.signal])];
  const renewing = keepRenewing({ store, ports, lease, duration }, ended.signal).catch((error: unknown) => {
    lost.abort(error);
  });
  try {
    return await work(lease, AbortSignal.any(signals));
  } finally {
    ended.abort(new Error("the work has ended"));
    await renewing;
    // The store may be what failed; then the lease simply runs out.
    await releaseLease(store.database, lease).catch(() => undefined);
  }
}

interface Renewal {
  readonly store: Store;
  readonly ports: Ports;
  readonly lease: Lease;
  readonly duration: number;
}

async function keepRenewing({ store, ports, lease, duration }: Renewal, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    try {
      await ports.clock.sleep(duration / 4, ended);
    } catch {
      return;
    }
    await renewLease(store.database, lease, ports.clock.now(), duration);
  }
}
