import { AlertDialog, Button, DialogTrigger, ToastQueue } from "@react-spectrum/s2";
import { useCallback, type ReactNode } from "react";
import { deleteFlow, runFlow, setFlowState } from "../../api/flows.ts";
import { useMayManage } from "../../api/session.ts";
import type { Flow } from "../../api/types.ts";
import { useAct } from "../../api/use-act.ts";
import { ProblemNote } from "../../parts/note.tsx";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";
import { EditSchedule } from "./edit-schedule.tsx";

export function FlowActions({ flow, onDone }: { readonly flow: Flow; readonly onDone: () => void }): ReactNode {
  const enabled = flow.state === "enabled";
  const start = useAct(useCallback(async () => go(routeTo(["runs", (await runFlow(flow.id)).id])), [flow.id]));
  const toggle = useAct(
    useCallback(async () => {
      await setFlowState(flow.id, enabled ? "disable" : "enable");
      onDone();
    }, [flow.id, enabled, onDone]),
  );
  const remove = useAct(
    useCallback(async () => {
      await deleteFlow(flow.id);
      ToastQueue.positive(`${flow.name} is deleted`, { timeout: 6000 });
      go(routeTo(["flows"]));
    }, [flow.id, flow.name]),
  );
  const problem = start.problem ?? toggle.problem ?? remove.problem;
  if (!useMayManage()) return null;
  return (
    <>
      {enabled && (
        <Button variant="accent" isPending={start.busy} onPress={() => start.run()}>
          Run now
        </Button>
      )}
      <Button variant="secondary" isPending={toggle.busy} onPress={() => toggle.run()}>
        {enabled ? "Disable" : "Enable"}
      </Button>
      {flow.schedule !== null && flow.schedule.frequency !== "once" && (
        <EditSchedule flow={flow} schedule={flow.schedule} onDone={onDone} />
      )}
      <DialogTrigger>
        <Button variant="negative" fillStyle="outline" isPending={remove.busy}>
          Delete
        </Button>
        <AlertDialog
          variant="destructive"
          title={`Delete ${flow.name}?`}
          primaryActionLabel="Delete"
          cancelLabel="Cancel"
          onPrimaryAction={() => remove.run()}
        >
          Nothing more is read for this dataflow. Data already in its datasets stays.
        </AlertDialog>
      </DialogTrigger>
      {problem !== undefined && <ProblemNote problem={problem} />}
    </>
  );
}
