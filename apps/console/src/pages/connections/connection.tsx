import { AlertDialog, Button, DialogTrigger, Form, TextArea, TextField, ToastQueue } from "@react-spectrum/s2";
import { useCallback, useState, type ReactNode } from "react";
import { checkConnection, type KeyCheck } from "../../api/connections.ts";
import { deleteEntity, patchEntity, readConnection, type BaseConnection } from "../../api/flow-service.ts";
import { useMayManage } from "../../api/session.ts";
import { useAct } from "../../api/use-act.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { Answered } from "../../parts/answered.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Instant } from "../../parts/instant.tsx";
import { KeyCheckResult } from "../../parts/key-check.tsx";
import { ProblemNote } from "../../parts/note.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { StateOf } from "../../parts/run-state.tsx";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";
import type { PageArguments } from "../pages.ts";

export function ConnectionPage({ path }: PageArguments): ReactNode {
  const id = path[1] ?? "";
  const connection = useAnswer(`connection ${id}`, (signal) => readConnection(id, signal));
  const mayManage = useMayManage();
  return (
    <Page title={connection.value?.name ?? "Account"} trail={[["Accounts", ["connections"]]]} lead={connection.value?.description}>
      <Answered of={connection} lines={8}>
        {(value) => (
          <div className="grid pair">
            <Card title="Account">
              <ConnectionFacts of={value} />
            </Card>
            <Check id={id} />
            {mayManage && <Rotate of={value} onDone={connection.refresh} />}
            {mayManage && <Edit key={value.etag} of={value} onDone={connection.refresh} />}
            {mayManage && <Remove of={value} />}
          </div>
        )}
      </Answered>
    </Page>
  );
}

function ConnectionFacts({ of }: { readonly of: BaseConnection }): ReactNode {
  return (
    <Facts
      of={[
        ["State", <StateOf key="state" state={of.state} />],
        ["Id", <code key="id">{of.id}</code>],
        ["Created", <Instant key="created" at={of.createdAt} />],
        ["Changed", <Instant key="changed" at={of.updatedAt} />],
        ["Access token", <span key="token" className="soft">kept encrypted, never shown</span>],
      ]}
    />
  );
}

function Check({ id }: { readonly id: string }): ReactNode {
  const [result, setResult] = useState<KeyCheck>();
  const check = useAct(useCallback(async () => setResult(await checkConnection(id)), [id]));
  return (
    <Card
      title="Permissions"
      note="What the key may read"
      actions={
        <Button variant="secondary" size="S" isPending={check.busy} onPress={() => check.run()}>
          Check the key
        </Button>
      }
    >
      {result !== undefined && <KeyCheckResult check={result} />}
      {result === undefined && <p className="soft">Asks Stripe for one object of each resource.</p>}
      {check.problem !== undefined && <ProblemNote problem={check.problem} />}
    </Card>
  );
}

function Rotate({ of, onDone }: { readonly of: BaseConnection; readonly onDone: () => void }): ReactNode {
  const [token, setToken] = useState("");
  const rotate = useAct(
    useCallback(async () => {
      await patchEntity("connections", of, [{ op: "replace", path: "/auth/params", value: { accessToken: token.trim() } }]);
      setToken("");
      ToastQueue.positive("The new key is in use", { timeout: 6000 });
      onDone();
    }, [of, token, onDone]),
  );
  return (
    <Card title="Rotate the key" note="The next request uses the new one">
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          rotate.run();
        }}
      >
        <TextField
          label="New access token"
          type="password"
          autoComplete="off"
          value={token}
          onChange={setToken}
          description="Make a new restricted key first, rotate here, then revoke the old one at Stripe. The server asks Stripe before it accepts."
        />
        {rotate.problem !== undefined && <ProblemNote problem={rotate.problem} />}
        <div>
          <Button type="submit" variant="accent" isPending={rotate.busy} isDisabled={token.trim() === ""}>
            Rotate
          </Button>
        </div>
      </Form>
    </Card>
  );
}

function Edit({ of, onDone }: { readonly of: BaseConnection; readonly onDone: () => void }): ReactNode {
  const [name, setName] = useState(of.name);
  const [description, setDescription] = useState(of.description ?? "");
  const save = useAct(
    useCallback(async () => {
      await patchEntity("connections", of, [
        { op: "replace", path: "/name", value: name },
        { op: of.description === undefined ? "add" : "replace", path: "/description", value: description },
      ]);
      ToastQueue.positive("Saved", { timeout: 5000 });
      onDone();
    }, [of, name, description, onDone]),
  );
  const changed = name !== of.name || description !== (of.description ?? "");
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

function Remove({ of }: { readonly of: BaseConnection }): ReactNode {
  const remove = useAct(
    useCallback(async () => {
      await deleteEntity("connections", of.id);
      ToastQueue.positive(`${of.name} is deleted`, { timeout: 6000 });
      go(routeTo(["connections"]));
    }, [of.id, of.name]),
  );
  return (
    <Card title="Delete" note="Only an account without dataflows can be deleted">
      <div className="stack">
        <DialogTrigger>
          <Button variant="negative" fillStyle="outline" isPending={remove.busy}>
            Delete this account
          </Button>
          <AlertDialog
            variant="destructive"
            title={`Delete ${of.name}?`}
            primaryActionLabel="Delete"
            cancelLabel="Cancel"
            onPrimaryAction={() => remove.run()}
          >
            The key is forgotten. Data already in Experience Platform stays.
          </AlertDialog>
        </DialogTrigger>
        {remove.problem !== undefined && <ProblemNote problem={remove.problem} />}
      </div>
    </Card>
  );
}
