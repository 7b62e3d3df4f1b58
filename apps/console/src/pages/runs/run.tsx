import { Button } from "@react-spectrum/s2";
import { useCallback, type ReactNode } from "react";
import { cancelRun, retryRun, useProgress, useRun } from "../../api/runs.ts";
import { useMayManage } from "../../api/session.ts";
import type { Run, RunProgress } from "../../api/types.ts";
import { useAct } from "../../api/use-act.ts";
import { FateFlow } from "../../charts/fate-flow.tsx";
import { formatBytes, formatCount, plural } from "../../format/number.ts";
import { formatDuration, formatUtc } from "../../format/time.ts";
import { Answered } from "../../parts/answered.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Instant, useNow } from "../../parts/instant.tsx";
import { Note, ProblemNote } from "../../parts/note.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { StateOfRun } from "../../parts/run-state.tsx";
import { Words } from "../../parts/words.tsx";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";
import type { PageArguments } from "../pages.ts";
import { DatasetFigures } from "./dataset-figures.tsx";
import { ErrorGroups } from "./error-groups.tsx";
import { LiveProgress } from "./live-progress.tsx";

export function RunPage({ path }: PageArguments): ReactNode {
  const runId = path[1] ?? "";
  const run = useRun(runId);
  return (
    <Page
      title={run.value === undefined ? "Run" : `Run of ${run.value.flowName}`}
      lead={<code>{runId}</code>}
      trail={[["Runs", ["runs"]]]}
      actions={run.value === undefined ? undefined : <RunActions run={run.value} onDone={run.refresh} />}
    >
      <Answered of={run} lines={9}>
        {(value) => <RunDetail run={value} />}
      </Answered>
    </Page>
  );
}

function RunActions({ run, onDone }: { readonly run: Run; readonly onDone: () => void }): ReactNode {
  const mayManage = useMayManage();
  const stop = useAct(
    useCallback(async () => {
      await cancelRun(run.id);
      onDone();
    }, [run.id, onDone]),
  );
  const again = useAct(useCallback(async () => go(routeTo(["runs", (await retryRun(run.id)).id])), [run.id]));
  const problem = stop.problem ?? again.problem;
  if (!mayManage) return null;
  return (
    <>
      {run.status === "running" && (
        <Button variant="negative" fillStyle="outline" isPending={stop.busy} onPress={() => stop.run()}>
          Stop
        </Button>
      )}
      {(run.status === "failed" || run.status === "interrupted") && (
        <Button variant="accent" isPending={again.busy} onPress={() => again.run()}>
          Retry
        </Button>
      )}
      {problem !== undefined && <ProblemNote problem={problem} />}
    </>
  );
}

function RunDetail({ run }: { readonly run: Run }): ReactNode {
  const running = run.status === "running";
  const { progress, rates } = useProgress(run.id, running);
  const figures = progress === undefined ? run.figures : withProgress(run, progress);
  return (
    <>
      {run.firstError !== null && run.status === "failed" && (
        <Note tone="bad" title={run.firstError.message}>
          {run.firstError.next !== null && (
            <p>
              <Words>{run.firstError.next}</Words>
            </p>
          )}
          <p className="small soft">{run.firstError.code}</p>
        </Note>
      )}
      {run.partial && <Partial run={run} />}
      {running && <LiveProgress run={run} progress={progress} rates={rates} />}
      <div className="grid run-top">
        <Card
          title="What became of the rows"
          note={running ? "So far, of the object dataset" : "Of the object dataset"}
        >
          {figures.read === 0 && !running ? (
            <p className="soft">Nothing had changed at Stripe.</p>
          ) : (
            <FateFlow figures={figures} />
          )}
          {!running && <Balance run={run} />}
        </Card>
        <Card title="This run">
          <RunFacts run={run} />
        </Card>
      </div>
      <Card title="Datasets">
        <DatasetFigures datasets={run.datasets} />
      </Card>
      <Card title="Errors" note="Grouped by code, with what to do">
        <ErrorGroups groups={run.errors} resource={run.resource} />
      </Card>
    </>
  );
}

/** No failure, and still nothing to pass over: what was refused has not arrived. */
function Partial({ run: { datasets, firstError } }: { readonly run: Run }): ReactNode {
  const refused = Math.max(0, ...datasets.map(({ figures }) => figures.quarantined + figures.rejected));
  return (
    <Note
      tone="warn"
      title={`${plural(refused, "record")} refused: no more than the dataflow’s error threshold allows.`}
    >
      {typeof firstError?.next === "string" && (
        <p>
          <Words>{firstError.next}</Words>
        </p>
      )}
    </Note>
  );
}

/** What the stream says is newer than what is proven: the difference is on its way. */
function withProgress({ figures }: Run, { read }: RunProgress): Run["figures"] {
  const ahead = Math.max(0, read - figures.read);
  return { ...figures, read: figures.read + ahead, sent: figures.sent + ahead };
}

function RunFacts({ run }: { readonly run: Run }): ReactNode {
  const now = useNow();
  const { startedAt, endedAt, window } = run;
  return (
    <Facts
      of={[
        ["State", <StateOfRun key="state" of={run} />],
        [
          "Dataflow",
          <a key="flow" href={routeTo(["flows", run.flowId])}>
            {run.flowName}
          </a>,
        ],
        ["Started", startedAt === null ? undefined : <Instant key="started" at={startedAt} />],
        ["Ended", endedAt === null ? undefined : <Instant key="ended" at={endedAt} />],
        [
          "Took",
          startedAt === null ? undefined : formatDuration(((endedAt ?? Math.max(now, startedAt)) - startedAt) / 1000),
        ],
        [
          "Window",
          window === null
            ? undefined
            : `${window.from === 0 ? "the beginning" : formatUtc(window.from)} to ${formatUtc(window.to)}`,
        ],
        ["Stripe reads", run.status === "running" ? undefined : formatCount(run.stripeReads)],
        ["Sent", run.outputBytes === 0 ? undefined : formatBytes(run.outputBytes)],
        ["Batches", run.batchIds.length === 0 ? undefined : <Batches key="batches" ids={run.batchIds} />],
      ]}
    />
  );
}

function Batches({ ids }: { readonly ids: readonly string[] }): ReactNode {
  if (ids.length === 1) return <code>{ids[0]}</code>;
  return (
    <details>
      <summary>{formatCount(ids.length)}</summary>
      {ids.map((id) => (
        <p key={id}>
          <code>{id}</code>
        </p>
      ))}
    </details>
  );
}

/** The two equations of the ledger. */
function Balance({ run }: { readonly run: Run }): ReactNode {
  if (run.status === "scheduled") return null;
  return run.balanced ? (
    <Note tone="good" title="Every row is accounted for.">
      <p>read = sent + unchanged + filtered + quarantined, and sent = accepted + rejected.</p>
    </Note>
  ) : (
    <Note tone="bad" title="The ledger does not balance.">
      <p>Rows were read that have no fate. Nothing was checkpointed beyond what is proven.</p>
    </Note>
  );
}
