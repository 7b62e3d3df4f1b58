import { NumberField, Radio, RadioGroup, Switch, TextArea, TextField } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { Card } from "../../parts/page.tsx";
import { AlertChoice } from "./alert-choice.tsx";
import type { StepProps } from "./connect.tsx";
import { ExistingDataset, NewDataset, ProfileSwitch } from "./dataset-choice.tsx";
import { StandingFlow, useStandingFlow } from "./standing-flow.tsx";
import { withOwnMapping, type Way } from "./wizard-state.ts";

export function DetailsStep(props: StepProps): ReactNode {
  return (
    <div className="grid pair">
      <div className="stack">
        <Card title="Dataflow">
          <Dataflow {...props} />
        </Card>
        <Card title="Errors">
          {props.draft.way === "generated" ? <EveryRowCounts {...props} /> : <Diagnostics {...props} />}
        </Card>
      </div>
      <div className="stack">
        <Card title="Dataset">
          <Dataset {...props} />
        </Card>
        <Card title="Alerts" note="Optional">
          <AlertChoice {...props} />
        </Card>
      </div>
    </div>
  );
}

function Dataset({ draft, change }: StepProps): ReactNode {
  const standing = useStandingFlow(draft);
  return (
    <div className="stack">
      <RadioGroup
        aria-label="Dataset"
        value={draft.way}
        onChange={(way) => change(way === "new" ? withOwnMapping(draft) : { way: way as Way, profile: false })}
      >
        <Radio value="generated">Generated datasets, kept true to every change (recommended)</Radio>
        <Radio value="new">A new dataset, with the mapping open to my changes</Radio>
        <Radio value="existing">An existing dataset, with a mapping of my own</Radio>
      </RadioGroup>
      {standing !== undefined && <StandingFlow flow={standing} />}
      {draft.way === "generated" && (
        <p className="soft small">
          The faithful object dataset, and for charges, refunds and subscriptions the event dataset for profiles and
          journeys. The review shows what is made, and what of it can never be undone.
        </p>
      )}
      {draft.way === "new" && <NewDataset draft={draft} change={change} />}
      {draft.way === "existing" && <ExistingDataset draft={draft} change={change} />}
      {draft.way !== "existing" && <ProfileSwitch draft={draft} change={change} />}
      {draft.way !== "generated" && (
        <p className="soft small">
          A mapping of your own is carried out as Adobe’s hosted source does it: objects by the time of their creation.
          Later changes, deletions and reconciliation come only with the generated datasets.
        </p>
      )}
    </div>
  );
}

function Dataflow({ draft, change }: StepProps): ReactNode {
  return (
    <div className="stack">
      <TextField
        label="Dataflow name"
        isRequired
        value={draft.flowName}
        onChange={(flowName) => change({ flowName })}
      />
      <TextArea
        label="Description"
        value={draft.flowDescription}
        onChange={(flowDescription) => change({ flowDescription })}
      />
    </div>
  );
}

function EveryRowCounts(props: StepProps): ReactNode {
  return (
    <div className="stack">
      <p className="soft small">
        Error diagnostics and partial ingestion are always on here: a record that is refused never takes its batch with
        it. It waits in the quarantine with its reason, and can be replayed.
      </p>
      <Threshold {...props} description="Records that may be refused before a run has failed. The others arrive." />
    </div>
  );
}

function Threshold({ draft, change, description }: StepProps & { readonly description: string }): ReactNode {
  return (
    <NumberField
      label="Error threshold (%)"
      minValue={1}
      maxValue={100}
      value={draft.errorThreshold}
      onChange={(errorThreshold) => change({ errorThreshold })}
      description={description}
    />
  );
}

function Diagnostics({ draft, change }: StepProps): ReactNode {
  return (
    <div className="stack">
      <Switch isSelected={draft.partialIngestion} onChange={(partialIngestion) => change({ partialIngestion })}>
        Partial ingestion
      </Switch>
      {draft.partialIngestion ? (
        <Threshold
          draft={draft}
          change={change}
          description="Records that may fail before the whole run does. Error diagnostics are on."
        />
      ) : (
        <Switch isSelected={draft.errorDiagnostics} onChange={(errorDiagnostics) => change({ errorDiagnostics })}>
          Error diagnostics
        </Switch>
      )}
    </div>
  );
}
