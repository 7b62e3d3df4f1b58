import { AlertDialog, Button, DialogTrigger, ToastQueue } from "@react-spectrum/s2";
import { useCallback, type ReactNode } from "react";
import { replay, type QuarantineFilter } from "../../api/quarantine.ts";
import { useMayManage } from "../../api/session.ts";
import type { QuarantineSelection, ResourceName } from "../../api/types.ts";
import { useAct, type Act } from "../../api/use-act.ts";
import { plural } from "../../format/number.ts";
import { ProblemNote } from "../../parts/note.tsx";

export interface ReplayAllProps {
  readonly filter: QuarantineFilter;
  readonly total: number;
  readonly onDone: () => void;
}

/** Replays all that match what is shown; asks first, because each object costs a read at Stripe. */
export function ReplayAll({ filter, total, onDone }: ReplayAllProps): ReactNode {
  const mayManage = useMayManage();
  const act = useReplay(onDone);
  if (!mayManage || total === 0) return null;
  const records = plural(total, "record");
  const selection: QuarantineSelection = {
    ...(filter.resource === undefined ? {} : { resource: filter.resource as ResourceName }),
    ...(filter.code === undefined ? {} : { code: filter.code }),
  };
  return (
    <>
      <DialogTrigger>
        <Button variant="accent" isPending={act.busy}>{`Replay ${records}`}</Button>
        <AlertDialog
          variant="confirmation"
          title={`Replay ${records}?`}
          primaryActionLabel="Replay"
          cancelLabel="Cancel"
          onPrimaryAction={() => act.run(selection)}
        >
          Each object is read again at Stripe and goes the normal way to the platform. What is refused again stays here.
        </AlertDialog>
      </DialogTrigger>
      {act.problem !== undefined && <ProblemNote problem={act.problem} />}
    </>
  );
}

export function useReplay(onDone: () => void): Act<[QuarantineSelection]> {
  return useAct(
    useCallback(
      async (selection: QuarantineSelection) => {
        const { replayed, refused } = await replay(selection);
        const said = `${plural(replayed, "record")} replayed`;
        if (refused === 0) ToastQueue.positive(said, { timeout: 6000 });
        else ToastQueue.negative(`${said}; ${plural(refused, "record")} refused again`, { timeout: 8000 });
        onDone();
      },
      [onDone],
    ),
  );
}
