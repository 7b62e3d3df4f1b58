import { InterruptedError } from "@stripe-aep/core";

import type { Terminal } from "./terminal.ts";

/** After Ctrl-C every failure is the stop itself: requests break off, and loops end with the signal's own reason. */
export function asInterruption(error: unknown, terminal: Terminal): unknown {
  if (!terminal.interrupted.aborted || error instanceof InterruptedError) return error;
  return new InterruptedError({
    code: "SAEP-1702",
    message: "Stopped by Ctrl-C; what was proven is checkpointed.",
    next: "Run the same command again: it goes on from its checkpoint.",
    cause: error,
  });
}
