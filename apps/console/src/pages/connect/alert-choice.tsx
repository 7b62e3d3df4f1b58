import { Checkbox, CheckboxGroup, TextField } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import type { AlertEvent } from "../../api/types.ts";
import type { StepProps } from "./connect.tsx";

export function AlertChoice({ draft, change }: StepProps): ReactNode {
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
