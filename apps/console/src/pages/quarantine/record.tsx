import { AlertDialog, Button, DialogTrigger } from "@react-spectrum/s2";
import { useCallback, type ReactNode } from "react";
import { drop, useQuarantinedRecord } from "../../api/quarantine.ts";
import { useMayManage } from "../../api/session.ts";
import type { QuarantinedRecordDetail } from "../../api/types.ts";
import { useAct } from "../../api/use-act.ts";
import { Answered } from "../../parts/answered.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Instant } from "../../parts/instant.tsx";
import { MarkedJson } from "../../parts/marked-json.tsx";
import { Note, ProblemNote } from "../../parts/note.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";
import { StateOf } from "../../parts/run-state.tsx";
import { Words } from "../../parts/words.tsx";
import type { PageArguments } from "../pages.ts";
import { useReplay } from "./replay.tsx";

export function RecordPage({ path }: PageArguments): ReactNode {
  const record = useQuarantinedRecord(path[1] ?? "");
  return (
    <Page
      title={record.value?.objectId ?? "Record"}
      lead={record.value?.title}
      trail={[["Quarantine", ["quarantine"]]]}
      actions={record.value?.status === "open" ? <Actions record={record.value} onDone={record.refresh} /> : undefined}
    >
      <Answered of={record} lines={9}>
        {(value) => <Detail record={value} />}
      </Answered>
    </Page>
  );
}

function Actions({
  record,
  onDone,
}: {
  readonly record: QuarantinedRecordDetail;
  readonly onDone: () => void;
}): ReactNode {
  const again = useReplay(onDone);
  const giveUp = useAct(
    useCallback(async () => {
      await drop({ ids: [record.id] });
      onDone();
    }, [record.id, onDone]),
  );
  const problem = again.problem ?? giveUp.problem;
  if (!useMayManage()) return null;
  return (
    <>
      <Button variant="accent" isPending={again.busy} onPress={() => again.run({ ids: [record.id] })}>
        Replay
      </Button>
      <DialogTrigger>
        <Button variant="secondary" isPending={giveUp.busy}>
          Drop
        </Button>
        <AlertDialog
          variant="destructive"
          title={`Drop ${record.objectId}?`}
          primaryActionLabel="Drop"
          cancelLabel="Keep"
          onPrimaryAction={() => giveUp.run()}
        >
          The record leaves the quarantine and does not go to the platform. Reconciliation will name it as missing.
        </AlertDialog>
      </DialogTrigger>
      {problem !== undefined && <ProblemNote problem={problem} />}
    </>
  );
}

function Detail({ record }: { readonly record: QuarantinedRecordDetail }): ReactNode {
  return (
    <>
      <Note tone={record.status === "open" ? "warn" : "busy"} title={record.rule}>
        {record.path !== "" && (
          <p>
            at <code>{record.path}</code>
          </p>
        )}
        <p>
          <Words>{record.next}</Words>
        </p>
      </Note>
      <div className="grid run-top">
        <Card
          title="The record"
          note={record.path === "" ? "As it was refused" : "The refused place is marked"}
          actions={<CopyButton text={JSON.stringify(record.record, null, 2)} what="record" />}
        >
          <MarkedJson value={record.record} path={record.path} />
        </Card>
        <Card title="Where it stands">
          <Facts
            of={[
              ["State", <StateOf key="state" state={record.status} />],
              ["Code", <code key="code">{record.code}</code>],
              ["Resource", resourceTitle(record.resource)],
              ["Dataset", record.dataset],
              ["Refused", <Instant key="at" at={record.createdAt} />],
              ["Sync", <code key="run">{record.runId}</code>],
            ]}
          />
        </Card>
      </div>
    </>
  );
}
