import { Button, ToastQueue } from "@react-spectrum/s2";
import { useCallback, useRef, type ReactNode } from "react";
import { useConnections, usePlan } from "../../api/connections.ts";
import { createAlert, createFlow, createMappingSet, useDataSets, type MappingSet } from "../../api/flows.ts";
import { useSession } from "../../api/session.ts";
import type { Flow } from "../../api/types.ts";
import { useAct } from "../../api/use-act.ts";
import { Answered } from "../../parts/answered.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Note, ProblemNote } from "../../parts/note.tsx";
import { Card } from "../../parts/page.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";
import { describeSchedule } from "../flows/describe-schedule.ts";
import type { StepProps } from "./connect.tsx";
import { PlanView } from "./plan-view.tsx";
import { flowInputOf, scheduleOf, type Draft } from "./wizard-state.ts";

export function ReviewStep({ draft }: StepProps): ReactNode {
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
              ["Dataset", draft.way === "own" ? dataSet?.name : "made from the generated schema"],
              ["Mapping", draft.way === "own" ? `my own, ${draft.rows?.length ?? 0} rows` : "generated"],
              ["Error threshold", draft.partialIngestion ? `${draft.errorThreshold} %` : "none"],
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
        {draft.way === "generated" && draft.connectionId !== undefined && (
          <WhatIsMade connectionId={draft.connectionId} />
        )}
      </div>
      <Finish draft={draft} schemaId={dataSet?.schemaId ?? undefined} />
    </>
  );
}

function WhatIsMade({ connectionId }: { readonly connectionId: string }): ReactNode {
  const plan = usePlan(connectionId);
  return (
    <Card title="What is made in Experience Platform" note="Made once, for all resources of the account">
      <Answered of={plan} lines={4}>
        {(value) => <PlanView plan={value} />}
      </Answered>
    </Card>
  );
}

function Finish({ draft, schemaId }: { readonly draft: Draft; readonly schemaId: string | undefined }): ReactNode {
  const place = useSession().value;
  // A second press after a failure uses the mapping set of the first.
  const kept = useRef<MappingSet>(undefined);
  const finish = useAct(
    useCallback(async () => {
      if (draft.way === "own" && place !== undefined && schemaId !== undefined) {
        kept.current ??= await createMappingSet(schemaId, ownRows(draft), place);
      }
      const input = flowInputOf(draft, Date.now(), kept.current);
      if (input === undefined) return;
      const flow = await createFlow(input);
      await tellAlerts(draft, flow);
      ToastQueue.positive(`${flow.name} is set up`, { timeout: 6000 });
      go(routeTo(["flows", flow.id]));
    }, [draft, place, schemaId]),
  );
  return (
    <div className="stack">
      {finish.busy && (
        <Note tone="busy" title="Setting up" live>
          <p>Schemas, datasets and the dataflow are made. This takes some seconds the first time.</p>
        </Note>
      )}
      {finish.problem !== undefined && <ProblemNote problem={finish.problem} />}
      <div>
        <Button variant="accent" size="L" isPending={finish.busy} onPress={() => finish.run()}>
          Finish
        </Button>
      </div>
    </div>
  );
}

function ownRows({
  rows = [],
}: Draft): readonly { readonly sourceType: string; readonly source: string; readonly destination: string }[] {
  return rows.map(({ sourceType = "ATTRIBUTE", source, destination }) => ({ sourceType, source, destination }));
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
