import { Button, Radio, RadioGroup } from "@react-spectrum/s2";
import { useState, type ReactNode } from "react";
import { checkConnection, useConnections } from "../../api/connections.ts";
import type { Connection, ConnectionCheck } from "../../api/types.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { Answered } from "../../parts/answered.tsx";
import { KeyCheckResult } from "../../parts/key-check.tsx";
import { Note } from "../../parts/note.tsx";
import { Card } from "../../parts/page.tsx";
import { NewAccount } from "./new-account.tsx";

export interface AccountChoiceProps {
  readonly chosen: string | undefined;
  readonly onChoose: (connectionId: string) => void;
}

/** A new account or an existing one, as on Adobe's first screen. */
export function AccountChoice({ chosen, onChoose }: AccountChoiceProps): ReactNode {
  const connections = useConnections();
  const [chosenWay, setWay] = useState<string>();
  const [connected, setConnected] = useState<{ readonly connection: Connection; readonly check: ConnectionCheck }>();
  const way = chosenWay ?? ((connections.value?.length ?? 0) > 0 ? "existing" : "new");
  if (connected !== undefined) {
    return (
      <Card title="Stripe account">
        <div className="stack">
          <Note tone="good" title={`${connected.connection.name} is connected.`} live />
          <KeyCheckResult check={connected.check} />
        </div>
      </Card>
    );
  }
  return (
    <Answered of={connections} lines={6}>
      {(items) => (
        <Card title="Stripe account">
          <div className="stack">
            <RadioGroup aria-label="New or existing account" orientation="horizontal" value={way} onChange={setWay}>
              <Radio value="new">New account</Radio>
              <Radio value="existing" isDisabled={items.length === 0}>
                Existing account
              </Radio>
            </RadioGroup>
            {way === "new" ? (
              <NewAccount
                onConnected={(connection, check) => {
                  setConnected({ connection, check });
                  onChoose(connection.id);
                  connections.refresh();
                }}
              />
            ) : (
              <Existing items={items} chosen={chosen} onChoose={onChoose} />
            )}
          </div>
        </Card>
      )}
    </Answered>
  );
}

function Existing(props: AccountChoiceProps & { readonly items: readonly Connection[] }): ReactNode {
  return (
    <>
      <RadioGroup label="Account" value={props.chosen ?? null} onChange={props.onChoose}>
        {props.items.map(({ id, name, account }) => (
          <Radio key={id} value={id}>
            {account === null ? name : `${name} (${account})`}
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
          {result.permissions.some(({ granted }) => !granted) && (
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
