import { Checkbox, CheckboxGroup, NumberField, Picker, PickerItem, Radio, RadioGroup, Switch, TextArea, TextField } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { listDatasets } from "../../api/datasets.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { Answered } from "../../parts/answered.tsx";
import { Card } from "../../parts/page.tsx";
import type { StepProps } from "./connect.tsx";

export function DetailsStep(props: StepProps): ReactNode {
  return (
    <div className="grid pair">
      <Card title="Dataset">
        <Dataset {...props} />
      </Card>
      <Card title="Dataflow">
        <Dataflow {...props} />
      </Card>
    </div>
  );
}

function Dataset({ draft, change }: StepProps): ReactNode {
  return (
    <div className="stack">
      <RadioGroup
        aria-label="Dataset"
        orientation="horizontal"
        value={draft.datasetKind}
        onChange={(kind) => change({ datasetKind: kind as "new" | "existing" })}
      >
        <Radio value="new">New dataset</Radio>
        <Radio value="existing">Existing dataset</Radio>
      </RadioGroup>
      {draft.datasetKind === "new" ? (
        <TextField
          label="Output dataset name"
          isRequired
          value={draft.datasetName}
          onChange={(datasetName) => change({ datasetName })}
          description="Its schema is generated from Stripe’s own declarations; the review shows what is made."
        />
      ) : (
        <ExistingDataset draft={draft} change={change} />
      )}
      <Switch isSelected={draft.profile} onChange={(profile) => change({ profile })}>
        Profile dataset
      </Switch>
      <p className="soft small">
        For Real-Time Customer Profile. It can never be undone for a schema, and only schemas that name a person may be
        enabled.
      </p>
    </div>
  );
}

function ExistingDataset({ draft, change }: StepProps): ReactNode {
  const datasets = useAnswer("datasets", listDatasets);
  return (
    <Answered of={datasets} lines={2}>
      {(items) =>
        items.length === 0 ? (
          <p className="soft">The sandbox has no dataset yet: make a new one.</p>
        ) : (
          <Picker
            label="Dataset"
            placeholder="Choose…"
            selectedKey={draft.datasetId ?? null}
            onSelectionChange={(key) => change({ datasetId: String(key) })}
          >
            {items.map(({ id, name, profile }) => (
              <PickerItem key={id} id={id} textValue={name}>
                {profile ? `${name} (Profile)` : name}
              </PickerItem>
            ))}
          </Picker>
        )
      }
    </Answered>
  );
}

function Dataflow({ draft, change }: StepProps): ReactNode {
  return (
    <div className="stack">
      <TextField label="Dataflow name" isRequired value={draft.flowName} onChange={(flowName) => change({ flowName })} />
      <TextArea label="Description" value={draft.flowDescription} onChange={(flowDescription) => change({ flowDescription })} />
      <Switch
        isSelected={draft.partialIngestion}
        onChange={(partialIngestion) => change({ partialIngestion, ...(partialIngestion ? { errorDiagnostics: true } : {}) })}
      >
        Partial ingestion
      </Switch>
      {draft.partialIngestion ? (
        <NumberField
          label="Error threshold (%)"
          minValue={1}
          maxValue={100}
          value={draft.errorThreshold}
          onChange={(errorThreshold) => change({ errorThreshold })}
          description="Records that may fail before the whole batch does. Error diagnostics are on."
        />
      ) : (
        <Switch isSelected={draft.errorDiagnostics} onChange={(errorDiagnostics) => change({ errorDiagnostics })}>
          Error diagnostics
        </Switch>
      )}
      <CheckboxGroup label="Alerts" value={[...draft.alerts]} onChange={(alerts) => change({ alerts })}>
        <Checkbox value="start">Sources Dataflow Run Start</Checkbox>
        <Checkbox value="success">Sources Dataflow Run Success</Checkbox>
        <Checkbox value="failure">Sources Dataflow Run Failure</Checkbox>
      </CheckboxGroup>
    </div>
  );
}
