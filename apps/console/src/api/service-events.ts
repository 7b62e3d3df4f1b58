import { useEffect, useRef } from "react";
import { readEvents } from "./event-stream.ts";
import type { ServiceEvent } from "./types.ts";

const firstPause = 1000;
const longestPause = 30_000;

/** Follows the server's event stream while `active`; a broken stream is taken up again, ever more slowly, from where it was. */
export function useServiceEvents(active: boolean, take: (event: ServiceEvent) => void): void {
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    if (!active) return undefined;
    const ended = new AbortController();
    void follow(ended.signal, (event) => latest.current(event));
    return () => ended.abort();
  }, [active]);
}

async function follow(signal: AbortSignal, take: (event: ServiceEvent) => void): Promise<void> {
  let lastEventId: string | undefined;
  let pause = firstPause;
  while (!signal.aborted) {
    try {
      await readEvents(
        "/v1/events",
        signal,
        ({ event, data, id }) => {
          lastEventId = id ?? lastEventId;
          pause = firstPause;
          const rest: unknown = JSON.parse(data);
          if (typeof rest === "object" && rest !== null) take({ ...rest, type: event } as ServiceEvent);
        },
        lastEventId,
      );
    } catch {
      // The pages also ask by themselves; the stream only makes them quicker.
    }
    await wait(pause, signal);
    pause = Math.min(longestPause, pause * 2);
  }
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
