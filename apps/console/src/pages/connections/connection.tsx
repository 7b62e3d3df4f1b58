import { Button } from "@react-spectrum/s2";
import { useCallback, useState, type ReactNode } from "react";
import { checkConnection, useConnection } from "../../api/connections.ts";
import { useMayManage } from "../../api/session.ts";
import type { Connection, ConnectionCheck } from "../../api/types.ts";
import { useAct } from "../../api/use-act.ts";
import { plural } from "../../format/number.ts";
import { Answered } from "../../parts/answered.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Instant } from "../../parts/instant.tsx";
import { KeyCheckResult } from "../../parts/key-check.tsx";
import { ProblemNote } from "../../parts/note.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { StateOf } from "../../parts/run-state.tsx";
import type { PageArguments } from "../pages.ts";
import { DeleteConnection } from "./delete-connection.tsx";
import { EditDetails } from "./edit-details.tsx";
import { RotateKey } from "./rotate-key.tsx";
import { Webhook } from "./webhook.tsx";

export function ConnectionPage({ path }: PageArguments): ReactNode {
  const id = path[1] ?? "";
  const connection = useConnection(id);
  const mayManage = useMayManage();
  return (
    <Page
      title={connection.value?.name ?? "Account"}
      trail={[["Accounts", ["connections"]]]}
      lead={connection.value?.description}
    >
      <Answered of={connection} lines={8}>
        {(value) => (
          <div className="grid pair">
            <div className="stack">
              <Card title="Account">
                <ConnectionFacts of={value} />
              </Card>
              {mayManage && <EditDetails key={value.etag} of={value} onDone={connection.refresh} />}
            </div>
            <div className="stack">
              <Check id={id} />
              {mayManage && (
                <>
                  <RotateKey of={value} onDone={connection.refresh} />
                  <Webhook of={value} onDone={connection.refresh} />
                  <DeleteConnection of={value} />
                </>
              )}
            </div>
          </div>
        )}
      </Answered>
    </Page>
  );
}

function ConnectionFacts({ of }: { readonly of: Connection }): ReactNode {
  return (
    <Facts
      of={[
        ["State", <StateOf key="state" state={of.state} />],
        ["Stripe account", of.account === null ? undefined : <code key="account">{of.account}</code>],
        ["Mode", of.livemode === null ? undefined : of.livemode ? "live" : "test"],
        ["Dataflows", plural(of.flows, "dataflow")],
        ["Created", <Instant key="created" at={of.createdAt} />],
        ["Changed", <Instant key="changed" at={of.updatedAt} />],
        ["Access token", "kept encrypted, never shown"],
        ["Id", <code key="id">{of.id}</code>],
      ]}
    />
  );
}

function Check({ id }: { readonly id: string }): ReactNode {
  const [result, setResult] = useState<ConnectionCheck>();
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
      {result === undefined ? (
        <p className="soft">Asks Stripe for one object of each resource.</p>
      ) : (
        <KeyCheckResult check={result} />
      )}
      {check.problem !== undefined && <ProblemNote problem={check.problem} />}
    </Card>
  );
}
