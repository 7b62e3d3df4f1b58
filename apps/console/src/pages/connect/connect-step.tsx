import { Button, Form, Radio, RadioGroup, TextArea, TextField } from "@react-spectrum/s2";
import { useCallback, useState, type ReactNode } from "react";
import { checkConnection } from "../../api/connections.ts";
import { createConnection, listConnections } from "../../api/flow-service.ts";
import { useAct } from "../../api/use-act.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { Answered } from "../../parts/answered.tsx";
import { KeyCheckResult } from "../../parts/key-check.tsx";
import { ProblemNote } from "../../parts/note.tsx";
import { Card } from "../../parts/page.tsx";
import type { StepProps } from "./connect.tsx";

export function ConnectStep({ draft, change }: StepProps): ReactNode {
  const connections = useAnswer("connections", listConnections);
  const [chosenWay, setWay] = useState<string>();
  const way = chosenWay ?? ((connections.value?.length ?? 0) > 0 ? "existing" : "new");
  return (
    <Answered of={connections} lines={6}>
      {(items) => (
        <Card title="Stripe account">
          <div className="stack">
            <RadioGroup aria-label="Account" orientation="horizontal" value={way} onChange={setWay}>
              <Radio value="new">New account</Radio>
              <Radio value="existing" isDisabled={items.length === 0}>
                Existing account
              </Radio>
            </RadioGroup>
            {way === "new" ? (
              <NewAccount
                onConnected={(id) => {
                  change({ connectionId: id });
                  connections.refresh();
                }}
              />
            ) : (
              <Existing
                items={items}
                chosen={draft.connectionId}
                onChoose={(connectionId) => change({ connectionId })}
              />
            )}
          </div>
        </Card>
      )}
    </Answered>
  );
}

function Existing(props: {
  readonly items: readonly { readonly id: string; readonly name: string; readonly description?: string }[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}): ReactNode {
  return (
    <>
      <RadioGroup label="Account" value={props.chosen ?? null} onChange={props.onChoose}>
        {props.items.map(({ id, name }) => (
          <Radio key={id} value={id}>
            {name}
          </Radio>
        ))}
      </RadioGroup>
      {props.chosen !== undefined && <Check key={props.chosen} id={props.chosen} />}
    </>
  );
}

function Check({ id }: { readonly id: string }): ReactNode {
  const check = useAnswer(`check ${id}`, (signal) => checkConnection(id, signal));
  return (
    <Answered of={check} lines={2}>
      {(result) => (
        <>
          <KeyCheckResult check={result} />
          {!result.ok && (
            <div>
              <Button variant="secondary" isPending={check.loading} onPress={check.refresh}>
                Check again
              </Button>
            </div>
          )}
        </>
      )}
    </Answered>
  );
}

function NewAccount({ onConnected }: { readonly onConnected: (id: string) => void }): ReactNode {
  const [name, setName] = useState("Stripe");
  const [description, setDescription] = useState("");
  const [accessToken, setToken] = useState("");
  const [connected, setConnected] = useState<string>();
  const connect = useAct(
    useCallback(async () => {
      const { id } = await createConnection({ name: name.trim(), description, accessToken: accessToken.trim() });
      setToken("");
      onConnected(id);
      setConnected(id);
    }, [name, description, accessToken, onConnected]),
  );
  if (connected !== undefined) return <Check id={connected} />;
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        connect.run();
      }}
    >
      <TextField label="Account name" value={name} onChange={setName} isRequired />
      <TextArea label="Description" value={description} onChange={setDescription} />
      <TextField
        label="Access token"
        type="password"
        autoComplete="off"
        value={accessToken}
        onChange={setToken}
        isRequired
        description="A restricted key (rk_…) of the Stripe dashboard, under Developers, API keys, with read access to charges, subscriptions, customers, prices and balance. A secret key works too, and could do more than it needs."
      />
      {connect.problem !== undefined && <ProblemNote problem={connect.problem} />}
      <div>
        <Button
          type="submit"
          variant="accent"
          isPending={connect.busy}
          isDisabled={name.trim() === "" || accessToken.trim() === ""}
        >
          Connect to source
        </Button>
      </div>
    </Form>
  );
}
