import { Button, ToastQueue } from "@react-spectrum/s2";
import { useCallback, type ReactNode } from "react";
import { useConnections, usePlan } from "../../api/connections.ts";
import { createAlert, createFlow, useDataSets } from "../../api/flows.ts";
import type { Flow, PlanSummary } from "../../api/types.ts";
import { useAct } from "../../api/use-act.ts";
import { isAnswered, type LiveAnswer } from "../../api/use-answer.ts";
import { Facts } from "../../parts/facts.tsx";
import { State } from "../../parts/marks.tsx";
import { Note, ProblemNote } from "../../parts/note.tsx";
import { Card } from "../../parts/page.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";
import { describeSchedule } from "../flows/describe-schedule.ts";
import type { StepProps } from "./connect.tsx";
import { PlanCard } from "./plan-view.tsx";
import { StandingFlow, useStandingFlow } from "./standing-flow.tsx";
import { flowInputOf, scheduleOf, type Draft } from "./wizard-state.ts";

export function ReviewStep({ draft }: StepProps): ReactNode {
  return draft.way === "existing" || draft.connectionId === undefined ? (
    <Review draft={draft} />
  ) : (
    <ReviewOfPlan draft={draft} connectionId={draft.connectionId} />
  );
}

function ReviewOfPlan({ draft, connectionId }: { readonly draft: Draft; readonly connectionId: string }): ReactNode {
  return <Review draft={draft} plan={usePlan(connectionId)} />;
}

interface ReviewProps {
  readonly draft: Draft;
  /** Absent: nothing is made in Experience Platform. */
  readonly plan?: LiveAnswer<PlanSummary>;
}

function Review({ draft, plan }: ReviewProps): ReactNode {
  const connection = useConnections().value?.find(({ id }) => id === draft.connectionId);
  const dataSet = useDataSets().value?.find(({ id }) => id === draft.dataSetId);
  return (
    <>
      <div className="grid pair">
        <Card title="Connection">
          <Facts
            of={[
              ["Source", "Stripe"],
              ["Account", connection?.name],
              ["Stripe account", connection?.account ?? undefined],
              ["Resource path", draft.resource === undefined ? undefined : resourceTitle(draft.resource)],
            ]}
          />
        </Card>
        <Card title="Assign dataset and map fields">
          <Facts
            of={[
              ["Dataflow", draft.flowName],
              ["Dataset", datasetOf(draft, dataSet?.name)],
              ["Mapping", draft.way === "generated" ? "generated" : `my own, ${draft.rows?.length ?? 0} rows`],
              ["Profile", draft.profile ? <State tone="warn">joins Profile, for ever</State> : "no"],
              ["Refused records", refusalsOf(draft)],
              ["Alerts", alertsOf(draft)],
            ]}
          />
        </Card>
        <Card title="Scheduling">
          <Facts
            of={[
              ["Runs", describeSchedule(scheduleOf(draft, 0))],
              ["Start", draft.startTime === "" ? "now" : draft.startTime.replace("T", " ")],
              [
                "History",
                draft.backfill || draft.frequency === "once" ? "all of it, in the first run" : "only what is new",
              ],
            ]}
          />
        </Card>
        {plan !== undefined && <PlanCard plan={plan} note="Made once, for all resources of the account" />}
      </div>
      <Finish draft={draft} isDisabled={plan !== undefined && !isAnswered(plan)} />
    </>
  );
}

function datasetOf(draft: Draft, existing: string | undefined): string | undefined {
  if (draft.way === "existing") return existing;
  return draft.way === "new" ? `${draft.dataSetName.trim()} (new)` : "made from the generated schemas";
}

function refusalsOf(draft: Draft): string {
  if (draft.way === "generated") return `wait in quarantine; beyond ${draft.errorThreshold} % a run has failed`;
  if (draft.partialIngestion) return `up to ${draft.errorThreshold} %, then the run fails`;
  return draft.errorDiagnostics ? "fail the run, with diagnostics" : "fail the run";
}

function alertsOf({ alerts, alertUrl }: Draft): string {
  return alerts.length === 0 || alertUrl === "" ? "only in this console" : `${alerts.join(", ")} to ${alertUrl}`;
}

function Finish({ draft, isDisabled }: { readonly draft: Draft; readonly isDisabled: boolean }): ReactNode {
  const standing = useStandingFlow(draft);
  const finish = useAct(
    useCallback(async () => {
      const input = flowInputOf(draft, Date.now());
      if (input === undefined) return;
      const flow = await createFlow(input);
      await tellAlerts(draft, flow);
      ToastQueue.positive(`${flow.name} is set up`, { timeout: 6000 });
      go(routeTo(["flows", flow.id]));
    }, [draft]),
  );
  return (
    <div className="stack">
      {finish.busy && (
        <Note tone="busy" title="Setting up" live>
          <p>Schemas, datasets and the dataflow are made. This takes some seconds the first time.</p>
        </Note>
      )}
      {standing !== undefined && !finish.busy && <StandingFlow flow={standing} />}
      {finish.problem !== undefined && <ProblemNote problem={finish.problem} />}
      <div>
        <Button
          variant="accent"
          size="L"
          isDisabled={isDisabled || standing !== undefined}
          isPending={finish.busy}
          onPress={() => finish.run()}
        >
          Finish
        </Button>
      </div>
    </div>
  );
}

/** The dataflow stands already: a refused alert is told, not an error of the whole. */
async function tellAlerts({ alertUrl, alerts }: Draft, flow: Flow): Promise<void> {
  if (alertUrl === "" || alerts.length === 0) return;
  try {
    await createAlert({ url: alertUrl, events: alerts, flowId: flow.id });
  } catch (error) {
    ToastQueue.negative(`No alerts: ${error instanceof Error ? error.message : "refused"}`, { timeout: 10_000 });
  }
}
