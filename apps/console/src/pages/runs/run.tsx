import { Button } from "@react-spectrum/s2";
import { useCallback, type ReactNode } from "react";
import {
  cancelRun,
  startRun,
  useProgress,
  useRun,
  useRunErrors,
  type LiveProgress,
  type ResourceName,
  type RunReport,
} from "../../api/runs.ts";
import { useMayManage } from "../../api/session.ts";
import { useAct } from "../../api/use-act.ts";
import { FateFlow } from "../../charts/fate-flow.tsx";
import { Sparkline } from "../../charts/sparkline.tsx";
import { formatCount } from "../../format/number.ts";
import { formatDuration } from "../../format/time.ts";
import { Answered } from "../../parts/answered.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Instant, useNow } from "../../parts/instant.tsx";
import { Note } from "../../parts/note.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { StateOf } from "../../parts/run-state.tsx";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";
import type { PageArguments } from "../pages.ts";
import { ErrorGroups } from "./error-groups.tsx";
import { totalFigures } from "./figures.ts";
import { ResourceProgress } from "./resource-progress.tsx";

export function RunPage({ path }: PageArguments): ReactNode {
  const runId = path[1] ?? "";
  const run = useRun(runId);
  return (
    <Page title="Run" lead={<code>{runId}</code>} trail={[["Runs", ["runs"]]]} actions={<RunActions run={run.value} />}>
      <Answered of={run} lines={9}>
        {(value) => <RunDetail run={value} />}
      </Answered>
    </Page>
  );
}

function RunActions({ run }: { readonly run: RunReport | undefined }): ReactNode {
  const mayManage = useMayManage();
  const stop = useAct(useCallback(async (id: string) => cancelRun(id), []));
  const again = useAct(
    useCallback(
      async (resources: readonly ResourceName[]) => go(routeTo(["runs", await startRun({ resources })])),
      [],
    ),
  );
  if (run === undefined || !mayManage) return null;
  if (run.status === "running") {
    return (
      <Button variant="negative" fillStyle="outline" isPending={stop.busy} onPress={() => stop.run(run.runId)}>
        Stop
      </Button>
    );
  }
  return (
    <Button
      variant={run.status === "succeeded" ? "secondary" : "accent"}
      isPending={again.busy}
      onPress={() => again.run(Object.keys(run.resources) as ResourceName[])}
    >
      Run again
    </Button>
  );
}

function RunDetail({ run }: { readonly run: RunReport }): ReactNode {
  const running = run.status === "running";
  const { progress, rates } = useProgress(run.runId, running);
  const failures = Object.values(run.resources).filter(({ failure }) => failure !== undefined);
  return (
    <>
      {failures.map(({ resource, failure }) => (
        <Note key={resource} tone="bad" title={`${resource}: ${failure?.message ?? ""}`}>
          <p>{failure?.next}</p>
          <p className="small soft">{failure?.code}</p>
        </Note>
      ))}
      <div className="grid run-top">
        <Card title="What became of the rows" note="Object datasets, all resources of this run">
          <FateFlow figures={totalFigures(run)} />
          <Balance run={run} />
        </Card>
        <div className="stack">
          <Card title="This run">
            <RunFacts run={run} />
          </Card>
          {running && <LiveRate rates={rates} progress={progress} />}
        </div>
      </div>
      <Card title="Resources">
        <ResourceProgress run={run} progress={progress} />
      </Card>
      <Errors runId={run.runId} />
    </>
  );
}

function RunFacts({ run }: { readonly run: RunReport }): ReactNode {
  const now = useNow();
  const until = run.endedAt ?? now;
  return (
    <Facts
      of={[
        ["State", <StateOf key="state" state={run.status} />],
        ["Mode", run.mode],
        ["Started", <Instant key="started" at={run.startedAt} />],
        ["Ended", run.endedAt ? <Instant key="ended" at={run.endedAt} /> : undefined],
        ["Took", formatDuration((until - run.startedAt) / 1000)],
        ["Stripe reads", formatCount(run.stripeReads)],
      ]}
    />
  );
}

/** The two equations of the ledger, in figures. */
function Balance({ run }: { readonly run: RunReport }): ReactNode {
  if (run.status === "running") return null;
  const unbalanced = Object.values(run.resources).filter(({ balanced }) => !balanced);
  return unbalanced.length === 0 ? (
    <Note tone="good" title="Every row is accounted for.">
      <p>read = sent + unchanged + filtered + quarantined, and sent = accepted + rejected, for every dataset.</p>
    </Note>
  ) : (
    <Note tone="bad" title="The ledger does not balance.">
      <p>{unbalanced.map(({ resource }) => resource).join(", ")}: rows were read that have no fate. Nothing was checkpointed beyond what is proven.</p>
    </Note>
  );
}

function LiveRate({ rates, progress }: { readonly rates: readonly number[]; readonly progress: LiveProgress }): ReactNode {
  const read = Object.values(progress).reduce((sum, each) => sum + each.read, 0);
  return (
    <Card title="Now">
      <p className="figure">
        {formatCount(rates.at(-1) ?? 0)} <span className="soft small">records/s</span>
      </p>
      <Sparkline label="Records per second, the last minutes" values={rates} />
      <p className="soft small" aria-live="polite">
        {formatCount(read)} records read in this run
      </p>
    </Card>
  );
}

function Errors({ runId }: { readonly runId: string }): ReactNode {
  const errors = useRunErrors(runId);
  return (
    <Card title="Errors" note="Grouped by code, with what to do">
      <Answered of={errors} lines={3}>
        {(groups) => <ErrorGroups groups={groups} />}
      </Answered>
    </Card>
  );
}
