import { setTimeout as wait } from "node:timers/promises";

/** Waits; false when it was interrupted. */
export async function untilNextRun(seconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await wait(seconds * 1000, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
