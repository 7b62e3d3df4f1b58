import type { Connector, ReconcileOptions, ReconcileProgress, ReconcileReport } from "@stripe-aep/core";

import { formatCount } from "../render/numbers.ts";
import { pacedLines } from "../results/paced-lines.ts";
import type { Terminal } from "../terminal.ts";

const sides: Readonly<Record<ReconcileProgress["side"], string>> = {
  stripe: "objects at Stripe",
  platform: "rows in AEP",
};

/** A comparison with visible progress; `onLine` also hears it, for programs. */
export async function runReconciliation(
  connector: Pick<Connector, "reconcile">,
  options: Omit<ReconcileOptions, "signal" | "onProgress">,
  terminal: Terminal,
  onLine?: (progress: ReconcileProgress) => void,
): Promise<ReconcileReport> {
  const { notes } = terminal;
  const draw = ({ resource, side, read }: ReconcileProgress): void => {
    const line = `  ${resource}: ${formatCount(read)} ${sides[side]}`;
    notes.write(`\u001b[2K\r${line.slice(0, notes.columns - 1)}`);
  };
  const tell =
    onLine === undefined
      ? undefined
      : pacedLines(onLine, ({ resource, side }) => ({ subject: `${resource} ${side}`, state: side }));
  try {
    return await connector.reconcile({
      ...options,
      signal: terminal.interrupted,
      onProgress: (progress) => {
        if (notes.live) draw(progress);
        tell?.(progress);
      },
    });
  } finally {
    if (notes.live) notes.write("\u001b[2K\r");
  }
}
