import {
  Button,
  ButtonGroup,
  Content,
  Dialog,
  DialogTrigger,
  Heading,
  NumberField,
  Picker,
  PickerItem,
} from "@react-spectrum/s2";
import { useCallback, useState, type ReactNode } from "react";
import { changeSchedule } from "../../api/flows.ts";
import { useSession } from "../../api/session.ts";
import type { Flow, FlowSchedule } from "../../api/types.ts";
import { useAct } from "../../api/use-act.ts";
import { ProblemNote } from "../../parts/note.tsx";

export interface EditScheduleProps {
  readonly flow: Flow;
  readonly schedule: FlowSchedule;
  readonly onDone: () => void;
}

/** Frequency and interval only: a start that has passed cannot be changed, at Adobe as here. */
export function EditSchedule({ flow, schedule, onDone }: EditScheduleProps): ReactNode {
  return (
    <DialogTrigger>
      <Button variant="secondary">Edit schedule</Button>
      <Dialog size="S">
        {({ close }) => (
          <>
            <Heading slot="title">Edit schedule</Heading>
            <Content>
              <ScheduleForm
                flow={flow}
                schedule={schedule}
                onDone={() => {
                  close();
                  onDone();
                }}
                onCancel={close}
              />
            </Content>
          </>
        )}
      </Dialog>
    </DialogTrigger>
  );
}

function ScheduleForm(props: EditScheduleProps & { readonly onCancel: () => void }): ReactNode {
  const { flow, schedule, onDone } = props;
  const [frequency, setFrequency] = useState<FlowSchedule["frequency"]>(schedule.frequency);
  const [interval, setInterval] = useState(schedule.interval ?? 1);
  const place = useSession().value;
  // The least that Flow Service takes (1362-400).
  const least = frequency === "minute" ? 15 : 1;
  const save = useAct(
    useCallback(async () => {
      if (place === undefined) return;
      await changeSchedule(flow, { frequency, interval: Math.max(least, interval) }, place);
      onDone();
    }, [flow, frequency, interval, least, place, onDone]),
  );
  return (
    <div className="stack">
      <Picker label="Frequency" value={frequency} onChange={(key) => setFrequency(key as FlowSchedule["frequency"])}>
        <PickerItem id="minute">Minute</PickerItem>
        <PickerItem id="hour">Hour</PickerItem>
        <PickerItem id="day">Day</PickerItem>
        <PickerItem id="week">Week</PickerItem>
      </Picker>
      <NumberField label="Interval" minValue={least} value={Math.max(least, interval)} onChange={setInterval} />
      {save.problem !== undefined && <ProblemNote problem={save.problem} />}
      <ButtonGroup>
        <Button variant="secondary" onPress={props.onCancel}>
          Cancel
        </Button>
        <Button variant="accent" isPending={save.busy} onPress={() => save.run()}>
          Save
        </Button>
      </ButtonGroup>
    </div>
  );
}
