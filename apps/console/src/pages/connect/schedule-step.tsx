import { NumberField, Picker, PickerItem, Switch } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import type { FlowSchedule } from "../../api/types.ts";
import { Card } from "../../parts/page.tsx";
import type { StepProps } from "./connect.tsx";
import { CostOf } from "./cost-of.tsx";
import { scheduleOf } from "./wizard-state.ts";

export function ScheduleStep({ draft, change }: StepProps): ReactNode {
  const { frequency, connectionId, resource } = draft;
  return (
    <div className="grid pair">
      <Card title="Schedule">
        <div className="stack">
          <Picker
            label="Frequency"
            value={frequency}
            onChange={(key) =>
              change({ frequency: key as FlowSchedule["frequency"], interval: key === "minute" ? 15 : 1 })
            }
          >
            <PickerItem id="once">Once</PickerItem>
            <PickerItem id="minute">Minute</PickerItem>
            <PickerItem id="hour">Hour</PickerItem>
            <PickerItem id="day">Day</PickerItem>
            <PickerItem id="week">Week</PickerItem>
          </Picker>
          {frequency !== "once" && (
            <NumberField
              label="Interval"
              minValue={frequency === "minute" ? 15 : 1}
              value={draft.interval}
              onChange={(interval) => change({ interval })}
              description={frequency === "minute" ? "15 minutes is the shortest." : undefined}
            />
          )}
          <StartTime value={draft.startTime} onChange={(startTime) => change({ startTime })} />
          {frequency !== "once" && (
            <Switch isSelected={draft.backfill} onChange={(backfill) => change({ backfill })}>
              Backfill: the first run brings all history
            </Switch>
          )}
        </div>
      </Card>
      {connectionId !== undefined && resource !== undefined && (
        <CostOf connectionId={connectionId} resources={[resource]} schedule={scheduleOf(draft, 0)} />
      )}
    </div>
  );
}

/** The browser's own picker: it speaks the reader's language and is known to his screen reader. */
function StartTime({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactNode {
  return (
    <div className="native-field">
      <label htmlFor="start-time">Start time</label>
      <input
        id="start-time"
        type="datetime-local"
        value={value}
        aria-describedby="start-time-help"
        onChange={(event) => onChange(event.target.value)}
      />
      <p id="start-time-help" className="soft small">
        {value === "" ? "Now" : `${new Date(value).toISOString().slice(0, 16).replace("T", " ")} UTC`}
      </p>
    </div>
  );
}
