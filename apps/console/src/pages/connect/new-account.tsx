import { Button, ButtonGroup, Form, TextArea, TextField } from "@react-spectrum/s2";
import { useCallback, useState, type ReactNode } from "react";
import { checkKey, createConnection } from "../../api/connections.ts";
import type { Connection, ConnectionCheck } from "../../api/types.ts";
import { useAct } from "../../api/use-act.ts";
import { KeyCheckResult } from "../../parts/key-check.tsx";
import { ProblemNote } from "../../parts/note.tsx";

const needsMore = (check: ConnectionCheck) => !check.valid || check.permissions.some(({ granted }) => !granted);

/** Tries the key before it is kept, and names each permission that is missing. */
export function NewAccount({
  onConnected,
}: {
  readonly onConnected: (connection: Connection, check: ConnectionCheck) => void;
}): ReactNode {
  const [name, setName] = useState("Stripe");
  const [description, setDescription] = useState("");
  const [accessToken, setToken] = useState("");
  const [check, setCheck] = useState<ConnectionCheck>();
  const connect = useAct(
    useCallback(
      async (anyway: boolean) => {
        const result = await checkKey(accessToken.trim());
        setCheck(result);
        if (!result.valid || (needsMore(result) && !anyway)) return;
        onConnected(
          await createConnection({ name: name.trim(), description, accessToken: accessToken.trim() }),
          result,
        );
      },
      [name, description, accessToken, onConnected],
    ),
  );
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        connect.run(false);
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
        description="A restricted key (rk_…) from the Stripe dashboard, under Developers, API keys, with read access to the six resources. A secret key works too, and could do more than it needs."
      />
      {check !== undefined && <KeyCheckResult check={check} />}
      {connect.problem !== undefined && <ProblemNote problem={connect.problem} />}
      <ButtonGroup>
        <Button
          type="submit"
          variant="accent"
          isPending={connect.busy}
          isDisabled={name.trim() === "" || accessToken.trim() === ""}
        >
          {check !== undefined && needsMore(check) ? "Check again" : "Connect to source"}
        </Button>
        {check !== undefined && check.valid && needsMore(check) && (
          <Button variant="secondary" isDisabled={connect.busy} onPress={() => connect.run(true)}>
            Connect anyway
          </Button>
        )}
      </ButtonGroup>
    </Form>
  );
}
