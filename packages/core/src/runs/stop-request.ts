import type { Clock } from "../ports/ports.ts";
import type { Store } from "../state/open-store.ts";
import { isCancelRequested } from "../state/runs.ts";

/** How often (milliseconds) a run looks into the store for a request of another process. */
const LOOK_EVERY = 1_000;

/** Whether the run was asked to stop: by its own caller's signal, or by anybody through the store. */
export function stopRequest(
  store: Store,
  clock: Clock,
  runId: string,
  signal: AbortSignal | undefined,
): () => Promise<boolean> {
  let isAsked = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (isAsked || signal?.aborted === true) return true;
    if (clock.now() - lookedAt < LOOK_EVERY) return false;
    lookedAt = clock.now();
    isAsked = await isCancelRequested(store.database, runId);
    return isAsked;
  };
}
