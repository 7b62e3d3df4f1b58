import type { Connector, RunReport, SyncOptions } from "@stripe-aep/core";

import { InterruptedError } from "../exit-codes.ts";
import { ProgressLines } from "../render/progress-lines.ts";
import type { Terminal } from "../terminal.ts";
import { lagAtStart } from "./lag-at-start.ts";

/** One run with visible progress. Throws `InterruptedError` when Ctrl-C stopped it at a safe place. */
export async function runSync(
  connector: Connector,
  options: Omit<SyncOptions, "signal" | "onProgress">,
  terminal: Terminal,
): Promise<RunReport> {
  const lag = await lagAtStart(connector, Date.now());
  const lines = new ProgressLines(terminal, () => performance.now(), lag);
  try {
    return await connector.sync({
      ...options,
      signal: terminal.interrupted,
      onProgress: (progress) => lines.update(progress),
    });
  } catch (error) {
    if (terminal.interrupted.aborted) throw new InterruptedError("Stopped; what was proven is checkpointed.");
    throw error;
  } finally {
    lines.finish();
  }
}
