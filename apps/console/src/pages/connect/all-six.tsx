import { Button, LinkButton } from "@react-spectrum/s2";
import { useCallback, useState, type ReactNode } from "react";
import { usePlan } from "../../api/connections.ts";
import { setUp } from "../../api/flows.ts";
import type { FlowSchedule, Operation } from "../../api/types.ts";
import { type Act, useAct } from "../../api/use-act.ts";
import { isAnswered } from "../../api/use-answer.ts";
import { State } from "../../parts/marks.tsx";
import { Note, ProblemNote } from "../../parts/note.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { resourceChoices } from "../../parts/resource-names.ts";
import { routeTo } from "../../router/route.ts";
import { AccountChoice } from "./account-choice.tsx";
import { CostOf } from "./cost-of.tsx";
import { PlanCard } from "./plan-view.tsx";
import type { ResourceName } from "../../api/types.ts";

const recommended: FlowSchedule = { frequency: "minute", interval: 30, startsAt: 0, backfill: true };
const all = resourceChoices.map(([name]) => name as ResourceName);

/** One button: all six resources with recommended settings. */
export function AllSix(): ReactNode {
  const [connectionId, setConnectionId] = useState<string>();
  const [operation, setOperation] = useState<Operation>();
  const begin = useAct(
    useCallback(async (id: string) => {
      await setUp({ connectionId: id }, setOperation);
    }, []),
  );
  return (
    <Page
      title="All six resources, recommended settings"
      lead="Generated schemas and mappings, all history, then every change: one dataflow for each resource, every 30 minutes."
      trail={[["Catalog", ["catalog"]]]}
    >
      {operation === undefined && <AccountChoice chosen={connectionId} onChoose={setConnectionId} />}
      {operation !== undefined && <Progress operation={operation} />}
      {begin.problem !== undefined && <ProblemNote problem={begin.problem} />}
      {connectionId !== undefined && operation === undefined && <Before connectionId={connectionId} begin={begin} />}
      {connectionId !== undefined && operation !== undefined && operation.state !== "succeeded" && (
        <Start connectionId={connectionId} begin={begin} />
      )}
    </Page>
  );
}

interface BeforeProps {
  readonly connectionId: string;
  readonly begin: Act<[string]>;
}

/** What would be made and what it costs, then the button. */
function Before({ connectionId, begin }: BeforeProps): ReactNode {
  const plan = usePlan(connectionId);
  return (
    <>
      <div className="grid pair">
        <PlanCard plan={plan} />
        <CostOf connectionId={connectionId} resources={all} schedule={recommended} />
      </div>
      <Start connectionId={connectionId} begin={begin} isDisabled={!isAnswered(plan)} />
    </>
  );
}

function Start({
  connectionId,
  begin,
  isDisabled = false,
}: BeforeProps & { readonly isDisabled?: boolean }): ReactNode {
  return (
    <div>
      <Button
        variant="accent"
        size="L"
        isDisabled={isDisabled}
        isPending={begin.busy}
        onPress={() => begin.run(connectionId)}
      >
        {begin.problem === undefined ? "Set up all six" : "Go on"}
      </Button>
    </div>
  );
}

function Progress({ operation }: { readonly operation: Operation }): ReactNode {
  const done = operation.state === "succeeded";
  return (
    <Card title={done ? "Set up" : "Setting up"}>
      <div className="stack">
        {done && (
          <Note
            tone="good"
            title="All six resources are set up, and data begins to move."
            live
            action={
              <LinkButton variant="accent" size="S" href={routeTo([])}>
                Watch it
              </LinkButton>
            }
          />
        )}
        <ol className="progress-steps" aria-live="polite">
          {operation.steps.map(({ at, message }, index) => (
            <li key={`${at} ${message}`}>
              <State
                tone={
                  done || index < operation.steps.length - 1 ? "good" : operation.state === "failed" ? "bad" : "busy"
                }
              >
                {message}
              </State>
            </li>
          ))}
        </ol>
      </div>
    </Card>
  );
}
