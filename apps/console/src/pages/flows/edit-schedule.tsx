import { Button, ButtonGroup, Content, Dialog, DialogTrigger, Heading, NumberField, Picker, PickerItem } from "@react-spectrum/s2";
import { useCallback, useState, type ReactNode } from "react";
import { patchEntity, type Flow, type Frequency, type ScheduleParams } from "../../api/flow-service.ts";
import { useAct } from "../../api/use-act.ts";
import { ProblemNote } from "../../parts/note.tsx";

export interface EditScheduleProps {
  readonly flow: Flow;
  readonly schedule: ScheduleParams;
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
  const [frequency, setFrequency] = useState<Frequency>(schedule.frequency);
  const [interval, setInterval] = useState(Number(schedule.interval ?? 1));
  const save = useAct(
    useCallback(async () => {
      await patchEntity("flows", flow, [
        { op: "replace", path: "/scheduleParams/frequency", value: frequency },
        { op: "replace", path: "/scheduleParams/interval", value: interval },
      ]);
      onDone();
    }, [flow, frequency, interval, onDone]),
  );
  const least = frequency === "minute" ? 15 : 1;
  return (
    <div className="stack">
      <Picker label="Frequency" selectedKey={frequency} onSelectionChange={(key) => setFrequency(key as Frequency)}>
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
