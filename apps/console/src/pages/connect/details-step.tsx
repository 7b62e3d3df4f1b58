import {
  Checkbox,
  CheckboxGroup,
  NumberField,
  Picker,
  PickerItem,
  Radio,
  RadioGroup,
  Switch,
  TextArea,
  TextField,
} from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { useDataSets } from "../../api/flows.ts";
import type { AlertEvent } from "../../api/types.ts";
import { Answered } from "../../parts/answered.tsx";
import { Card } from "../../parts/page.tsx";
import type { StepProps } from "./connect.tsx";

export function DetailsStep(props: StepProps): ReactNode {
  return (
    <div className="grid pair">
      <Card title="Dataflow">
        <Dataflow {...props} />
      </Card>
      <div className="stack">
        <Card title="Dataset">
          <Dataset {...props} />
        </Card>
        <Card title="Alerts" note="Optional">
          <Alerts {...props} />
        </Card>
      </div>
    </div>
  );
}

function Dataset({ draft, change }: StepProps): ReactNode {
  return (
    <div className="stack">
      <RadioGroup
        aria-label="Dataset"
        value={draft.way}
        onChange={(way) => change({ way: way as "generated" | "own" })}
      >
        <Radio value="generated">New datasets with the generated schema and mapping (recommended)</Radio>
        <Radio value="own">An existing dataset with a mapping of my own</Radio>
      </RadioGroup>
      {draft.way === "own" ? (
        <ExistingDataset draft={draft} change={change} />
      ) : (
        <p className="soft small">
          The faithful object dataset, and for charges, refunds and subscriptions the event dataset for profiles and
          journeys. The review shows what is made, and what of it can never be undone.
        </p>
      )}
    </div>
  );
}

function ExistingDataset({ draft, change }: StepProps): ReactNode {
  const datasets = useDataSets();
  return (
    <Answered of={datasets} lines={2}>
      {(items) =>
        items.length === 0 ? (
          <p className="soft">The sandbox has no dataset yet.</p>
        ) : (
          <Picker
            label="Dataset"
            placeholder="Choose…"
            value={draft.dataSetId ?? null}
            onChange={(key) => change({ dataSetId: String(key) })}
          >
            {items.map(({ id, name, profileEnabled }) => (
              <PickerItem key={id} id={id} textValue={name}>
                {profileEnabled ? `${name} (Profile)` : name}
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
      <Switch isSelected={draft.partialIngestion} onChange={(partialIngestion) => change({ partialIngestion })}>
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
    </div>
  );
}

function Alerts({ draft, change }: StepProps): ReactNode {
  return (
    <div className="stack">
      <CheckboxGroup
        aria-label="Alerts"
        value={[...draft.alerts]}
        onChange={(alerts) => change({ alerts: alerts as readonly AlertEvent[] })}
      >
        <Checkbox value="run.started">Sources Dataflow Run Start</Checkbox>
        <Checkbox value="run.succeeded">Sources Dataflow Run Success</Checkbox>
        <Checkbox value="run.failed">Sources Dataflow Run Failure</Checkbox>
      </CheckboxGroup>
      <TextField
        label="Send them to"
        type="url"
        value={draft.alertUrl}
        onChange={(alertUrl) => change({ alertUrl })}
        description="A webhook address of yours. Without one, alerts are only shown here."
      />
    </div>
  );
}
