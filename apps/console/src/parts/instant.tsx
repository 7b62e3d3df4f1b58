import { useSyncExternalStore, type ReactNode } from "react";
import { formatInstant, formatRelative, formatUtc } from "../format/time.ts";

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all relative times of the page; it stands still while nobody looks. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    if (document.visibilityState !== "visible") return;
    now = Date.now();
    for (const each of listeners) each();
  }, 5000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Milliseconds since 1970, moving every few seconds. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** In the reader's zone; UTC on hover. `at`: milliseconds since 1970. */
export function Instant({ at }: { readonly at: number }): ReactNode {
  return (
    <time dateTime={new Date(at).toISOString()} title={formatUtc(at)}>
      {formatInstant(at)}
    </time>
  );
}

/** `3 minutes ago`, with the instant and UTC on hover. */
export function Ago({ at }: { readonly at: number }): ReactNode {
  const current = Math.max(useNow(), at);
  return (
    <time dateTime={new Date(at).toISOString()} title={`${formatInstant(at)} · ${formatUtc(at)}`}>
      {formatRelative(at, current)}
    </time>
  );
}
