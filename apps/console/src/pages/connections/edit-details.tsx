import { Button, Form, TextArea, TextField, ToastQueue } from "@react-spectrum/s2";
import { useCallback, useState, type ReactNode } from "react";
import { renameConnection } from "../../api/connections.ts";
import { useAct } from "../../api/use-act.ts";
import { ProblemNote } from "../../parts/note.tsx";
import { Card } from "../../parts/page.tsx";
import type { ConnectionPartProps } from "./rotate-key.tsx";

export function EditDetails({ of, onDone }: ConnectionPartProps): ReactNode {
  const [name, setName] = useState(of.name);
  const [description, setDescription] = useState(of.description);
  const save = useAct(
    useCallback(async () => {
      await renameConnection(of, { name, description });
      ToastQueue.positive("Saved", { timeout: 5000 });
      onDone();
    }, [of, name, description, onDone]),
  );
  const changed = name !== of.name || description !== of.description;
  return (
    <Card title="Details">
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          save.run();
        }}
      >
        <TextField label="Name" value={name} onChange={setName} isRequired />
        <TextArea label="Description" value={description} onChange={setDescription} />
        {save.problem !== undefined && <ProblemNote problem={save.problem} />}
        <div>
          <Button type="submit" variant="secondary" isPending={save.busy} isDisabled={!changed || name.trim() === ""}>
            Save
          </Button>
        </div>
      </Form>
    </Card>
  );
}
