import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";
import { answerTo, ask, listen, type Answer } from "./answers.ts";

export interface LiveAnswer<Value> extends Answer<Value> {
  readonly refresh: () => void;
}

/** Whether there is something to show: a value, or why there is none. */
export function isAnswered({ value, problem }: LiveAnswer<unknown>): boolean {
  return value !== undefined || problem !== undefined;
}

/**
 * Asks when the page opens, again every `everyMilliseconds` while the page can be seen, and when it is looked at again.
 * Two places asking the same question share one request.
 */
export function useAnswer<Value>(
  question: string,
  load: (signal: AbortSignal) => Promise<Value>,
  everyMilliseconds?: number,
): LiveAnswer<Value> {
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });
  const subscribe = useCallback((listener: () => void) => listen(question, listener), [question]);
  const answer = useSyncExternalStore(subscribe, () => answerTo(question)) as Answer<Value>;
  const refresh = useCallback(() => {
    void ask(question, (signal) => latest.current(signal));
  }, [question]);

  useEffect(() => {
    refresh();
    const whenSeen = () => {
      if (document.visibilityState === "visible") refresh();
    };
    document.addEventListener("visibilitychange", whenSeen);
    const timer = everyMilliseconds === undefined ? undefined : setInterval(whenSeen, everyMilliseconds);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", whenSeen);
    };
  }, [refresh, everyMilliseconds]);

  return { ...answer, refresh };
}
