import { setTimeout as wait } from "node:timers/promises";

import { InterruptedError } from "@stripe-aep/core";

/** One run after the other until Ctrl-C, which may come in the middle of one; a run that somebody cancels ends them too. */
export async function untilInterrupted(act: () => Promise<void>, seconds: number, signal: AbortSignal): Promise<void> {
  do {
    try {
      await act();
    } catch (error) {
      if (error instanceof InterruptedError && signal.aborted) return;
      throw error;
    }
  } while (await untilNextRun(seconds, signal));
}

/** Waits; false when it was interrupted. */
export async function untilNextRun(seconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await wait(seconds * 1000, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
