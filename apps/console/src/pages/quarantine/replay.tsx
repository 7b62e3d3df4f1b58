import { AlertDialog, Button, DialogTrigger, ToastQueue } from "@react-spectrum/s2";
import { useCallback, type ReactNode } from "react";
import { replay, type QuarantinedRecord } from "../../api/quarantine.ts";
import { useMayManage } from "../../api/session.ts";
import { useAct } from "../../api/use-act.ts";
import { plural } from "../../format/number.ts";
import { ProblemNote } from "../../parts/note.tsx";

export interface ReplayAllProps {
  readonly records: readonly QuarantinedRecord[];
  readonly total: number | undefined;
  readonly onDone: () => void;
}

/** Replays what is in sight; asks first, because each object costs a read at Stripe. */
export function ReplayAll({ records, total, onDone }: ReplayAllProps): ReactNode {
  const mayManage = useMayManage();
  const act = useReplay(onDone);
  if (!mayManage || records.length === 0) return null;
  return (
    <>
      <DialogTrigger>
        <Button variant="accent" isPending={act.busy}>
          {`Replay ${plural(records.length, "record")}`}
        </Button>
        <AlertDialog
          variant="confirmation"
          title={`Replay ${plural(records.length, "record")}?`}
          primaryActionLabel="Replay"
          cancelLabel="Cancel"
          onPrimaryAction={() => act.run(records.map(({ id }) => id))}
        >
          Each object is read again at Stripe and goes the normal way to the platform. What is refused again stays here.
          {total !== undefined && total > records.length ? ` These are the ${plural(records.length, "record")} loaded so far.` : ""}
        </AlertDialog>
      </DialogTrigger>
      {act.problem !== undefined && <ProblemNote problem={act.problem} />}
    </>
  );
}

export function useReplay(onDone: () => void): ReturnType<typeof useAct<[readonly string[]]>> {
  return useAct(
    useCallback(
      async (ids: readonly string[]) => {
        const { replayed, stillRefused } = await replay(ids);
        const said = `${plural(replayed, "record")} replayed`;
        if (stillRefused === 0) ToastQueue.positive(said, { timeout: 6000 });
        else ToastQueue.negative(`${said}; ${plural(stillRefused, "record")} refused again`, { timeout: 8000 });
        onDone();
      },
      [onDone],
    ),
  );
}
