import { Button, Form, TextField, ToastQueue } from "@react-spectrum/s2";
import { useCallback, useState, type ReactNode } from "react";
import { checkKey, rotateConnection } from "../../api/connections.ts";
import type { Connection, ConnectionCheck } from "../../api/types.ts";
import { useAct } from "../../api/use-act.ts";
import { KeyCheckResult } from "../../parts/key-check.tsx";
import { ProblemNote } from "../../parts/note.tsx";
import { Card } from "../../parts/page.tsx";

export interface ConnectionPartProps {
  readonly of: Connection;
  readonly onDone: () => void;
}

/** A new key of the same account; it is tried before it is kept, and nothing stops in between. */
export function RotateKey({ of, onDone }: ConnectionPartProps): ReactNode {
  const [token, setToken] = useState("");
  const [refused, setRefused] = useState<ConnectionCheck>();
  const rotate = useAct(
    useCallback(async () => {
      const accessToken = token.trim();
      const check = await checkKey(accessToken);
      if (!check.valid || check.permissions.some(({ granted }) => !granted)) {
        setRefused(check);
        return;
      }
      await rotateConnection(of.id, { accessToken });
      setRefused(undefined);
      setToken("");
      ToastQueue.positive("The new key is in use", { timeout: 6000 });
      onDone();
    }, [of.id, token, onDone]),
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
          description="Make the new restricted key first, rotate here, then revoke the old one at Stripe."
        />
        {refused !== undefined && <KeyCheckResult check={refused} />}
        {rotate.problem !== undefined && <ProblemNote problem={rotate.problem} />}
        <div>
          <Button type="submit" variant="accent" isPending={rotate.busy} isDisabled={token.trim() === ""}>
            Check and rotate
          </Button>
        </div>
      </Form>
    </Card>
  );
}
