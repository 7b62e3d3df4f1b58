import type { Connector, RunReport, SyncOptions, SyncProgress } from "@stripe-aep/core";

import { ProgressLines } from "../render/progress-lines.ts";
import { pacedLines } from "../results/paced-lines.ts";
import type { Terminal } from "../terminal.ts";
import { lagAtStart } from "./lag-at-start.ts";

/**
 * One run with visible progress; `onLine` also hears it, for programs. Rejects with `InterruptedError` when Ctrl-C, or
 * `runs cancel`, stopped it: everything that was read until then has been delivered and checkpointed.
 */
export async function runSync(
  connector: Connector,
  options: Omit<SyncOptions, "signal" | "stop" | "onProgress">,
  terminal: Terminal,
  onLine?: (progress: SyncProgress) => void,
): Promise<RunReport> {
  const lag = await lagAtStart(connector, Date.now());
  const lines = new ProgressLines(terminal, () => performance.now(), lag);
  const tell =
    onLine === undefined
      ? undefined
      : pacedLines(onLine, ({ resource, phase }) => ({ subject: resource, state: phase }));
  try {
    return await connector.sync({
      ...options,
      stop: terminal.interrupted,
      onProgress: (progress) => {
        lines.update(progress);
        tell?.(progress);
      },
    });
  } finally {
    lines.finish();
  }
}
