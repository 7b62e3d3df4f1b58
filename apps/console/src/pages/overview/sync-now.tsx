import { Button, ToastQueue } from "@react-spectrum/s2";
import { useCallback, type ReactNode } from "react";
import { runFlow } from "../../api/flows.ts";
import { useMayManage } from "../../api/session.ts";
import type { OverviewRow } from "../../api/types.ts";
import { useAct } from "../../api/use-act.ts";
import { plural } from "../../format/number.ts";
import { ProblemNote } from "../../parts/note.tsx";

/** Runs every enabled dataflow now, whatever its schedule says. */
export function SyncNow({
  resources,
  onStarted,
}: {
  readonly resources: readonly OverviewRow[];
  readonly onStarted: () => void;
}): ReactNode {
  const enabled = resources.filter(({ state }) => state === "enabled").map(({ flowId }) => flowId);
  const begin = useAct(
    useCallback(
      async (flowIds: readonly string[]) => {
        for (const flowId of new Set(flowIds)) await runFlow(flowId);
        ToastQueue.positive(`${plural(flowIds.length, "run")} started`, { timeout: 5000 });
        onStarted();
      },
      [onStarted],
    ),
  );
  if (!useMayManage() || enabled.length === 0) return null;
  return (
    <>
      <Button variant="accent" onPress={() => begin.run(enabled)} isPending={begin.busy}>
        Sync now
      </Button>
      {begin.problem !== undefined && <ProblemNote problem={begin.problem} />}
    </>
  );
}
