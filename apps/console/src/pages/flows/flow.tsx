import { AlertDialog, Button, DialogTrigger, ToastQueue } from "@react-spectrum/s2";
import { useCallback, type ReactNode } from "react";
import { deleteEntity, listFlowRuns, readFlow, retryFlowRun, setFlowState, type Flow, type FlowRun } from "../../api/flow-service.ts";
import { useMayManage } from "../../api/session.ts";
import { useAct } from "../../api/use-act.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { formatCount } from "../../format/number.ts";
import { formatDuration } from "../../format/time.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Instant } from "../../parts/instant.tsx";
import { ProblemNote } from "../../parts/note.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { StateOf } from "../../parts/run-state.tsx";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";
import type { PageArguments } from "../pages.ts";
import { describeSchedule } from "./describe-schedule.ts";
import { EditSchedule } from "./edit-schedule.tsx";

export function FlowPage({ path }: PageArguments): ReactNode {
  const id = path[1] ?? "";
  const flow = useAnswer(`flow ${id}`, (signal) => readFlow(id, signal), 10_000);
  return (
    <Page
      title={flow.value?.name ?? "Dataflow"}
      lead={flow.value?.description}
      trail={[["Dataflows", ["flows"]]]}
      actions={flow.value === undefined ? undefined : <Actions flow={flow.value} onDone={flow.refresh} />}
    >
      <Answered of={flow} lines={8}>
        {(value) => (
          <>
            <Card title="Properties">
              <Properties flow={value} />
            </Card>
            <FlowRuns id={id} />
          </>
        )}
      </Answered>
    </Page>
  );
}

function Actions({ flow, onDone }: { readonly flow: Flow; readonly onDone: () => void }): ReactNode {
  const enabled = flow.state === "enabled";
  const toggle = useAct(
    useCallback(async () => {
      await setFlowState(flow.id, enabled ? "disable" : "enable");
      onDone();
    }, [flow.id, enabled, onDone]),
  );
  const remove = useAct(
    useCallback(async () => {
      await deleteEntity("flows", flow.id);
      ToastQueue.positive(`${flow.name} is deleted`, { timeout: 6000 });
      go(routeTo(["flows"]));
    }, [flow.id, flow.name]),
  );
  const problem = toggle.problem ?? remove.problem;
  if (!useMayManage()) return null;
  return (
    <>
      <Button variant="secondary" isPending={toggle.busy} onPress={() => toggle.run()}>
        {enabled ? "Disable" : "Enable"}
      </Button>
      {flow.scheduleParams !== undefined && flow.scheduleParams.frequency !== "once" && (
        <EditSchedule flow={flow} schedule={flow.scheduleParams} onDone={onDone} />
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
          Nothing more is read for this dataflow. Data already in its dataset stays.
        </AlertDialog>
      </DialogTrigger>
      {problem !== undefined && <ProblemNote problem={problem} />}
    </>
  );
}

function Properties({ flow }: { readonly flow: Flow }): ReactNode {
  const { options, scheduleParams } = flow;
  return (
    <Facts
      of={[
        ["State", <StateOf key="state" state={flow.state} />],
        ["Schedule", describeSchedule(scheduleParams)],
        ["Start", scheduleParams === undefined ? undefined : <Instant key="start" at={Number(scheduleParams.startTime) * 1000} />],
        ["Error diagnostics", options?.errorDiagnosticsEnabled === true ? "on" : "off"],
        ["Error threshold", options?.partialIngestionPercent === undefined ? "none" : `${options.partialIngestionPercent} %`],
        ["Dataflow id", <code key="id">{flow.id}</code>],
        ["Source connection", <code key="source">{flow.sourceConnectionIds.join(", ")}</code>],
        ["Target connection", <code key="target">{flow.targetConnectionIds.join(", ")}</code>],
      ]}
    />
  );
}

function FlowRuns({ id }: { readonly id: string }): ReactNode {
  const runs = useAnswer(`flow runs ${id}`, (signal) => listFlowRuns(id, signal), 5000);
  const retry = useAct(
    useCallback(
      async (runId: string) => {
        await retryFlowRun(runId);
        runs.refresh();
      },
      [runs],
    ),
  );
  return (
    <Card title="Dataflow runs" note="As Flow Service reports them">
      {retry.problem !== undefined && <ProblemNote problem={retry.problem} />}
      <Answered of={runs} lines={4}>
        {(items) =>
          items.length === 0 ? (
            <Blank picture="flow" title="Not run yet" />
          ) : (
            <div className="scroll-x" tabIndex={0} role="region" aria-label="Dataflow runs">
              <table className="plain wide">
                <thead>
                  <tr>
                    <th scope="col">Started</th>
                    <th scope="col">Status</th>
                    <th scope="col" className="end">
                      Received
                    </th>
                    <th scope="col" className="end">
                      Ingested
                    </th>
                    <th scope="col" className="end">
                      Failed
                    </th>
                    <th scope="col" className="end">
                      Took
                    </th>
                    <th scope="col">Error</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((run) => (
                    <RunLine key={run.id} run={run} onRetry={() => retry.run(run.id)} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Answered>
    </Card>
  );
}

function RunLine({ run, onRetry }: { readonly run: FlowRun; readonly onRetry: () => void }): ReactNode {
  const mayManage = useMayManage();
  const { durationSummary, recordSummary, statusSummary } = run.metrics;
  const started = durationSummary?.startedAtUTC ?? run.createdAt;
  const ended = durationSummary?.completedAtUTC;
  const error = statusSummary.errors?.[0];
  const count = (value: number | undefined) => (value === undefined || value < 0 ? "–" : formatCount(value));
  return (
    <tr>
      <th scope="row">
        <Instant at={started} />
      </th>
      <td data-label="Status">
        <StateOf state={statusSummary.status} />
      </td>
      <td data-label="Received" className="end">
        {count(recordSummary?.inputRecordCount)}
      </td>
      <td data-label="Ingested" className="end">
        {count(recordSummary?.outputRecordCount)}
      </td>
      <td data-label="Failed" className="end">
        {count(recordSummary?.failedRecordCount)}
      </td>
      <td data-label="Took" className="end">
        {ended === undefined ? "–" : formatDuration((ended - started) / 1000)}
      </td>
      <td data-label="Error">
        {error !== undefined && (
          <span>
            <code>{error.code}</code> {error.message}{" "}
          </span>
        )}
        {statusSummary.status === "failed" && mayManage && (
          <Button size="S" variant="secondary" onPress={onRetry}>
            Retry
          </Button>
        )}
      </td>
    </tr>
  );
}
