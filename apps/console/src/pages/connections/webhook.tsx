import { Button, ToastQueue } from "@react-spectrum/s2";
import { useCallback, type ReactNode } from "react";
import { registerWebhook } from "../../api/connections.ts";
import { useAct } from "../../api/use-act.ts";
import { plural } from "../../format/number.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Facts } from "../../parts/facts.tsx";
import { ProblemNote } from "../../parts/note.tsx";
import { Card } from "../../parts/page.tsx";
import type { ConnectionPartProps } from "./rotate-key.tsx";

/** Where Stripe announces changes. Without it changes still arrive, at the next run. */
export function Webhook({ of: { id, webhook }, onDone }: ConnectionPartProps): ReactNode {
  const registered = webhook.endpointId !== null;
  const register = useAct(
    useCallback(async () => {
      await registerWebhook(id);
      ToastQueue.positive(
        registered ? "The signing secret is rolled; the old one is good for a while" : "Registered at Stripe",
        {
          timeout: 6000,
        },
      );
      onDone();
    }, [id, registered, onDone]),
  );
  return (
    <Card title="Webhook" note="Changes within seconds instead of at the next run">
      <div className="stack">
        <Facts
          of={[
            ["Address", <code key="url">{webhook.url}</code>],
            ["Signing secrets", plural(webhook.secrets, "secret")],
            [
              "Endpoint at Stripe",
              webhook.endpointId === null ? "not registered" : <code key="id">{webhook.endpointId}</code>,
            ],
          ]}
        />
        <div className="actions">
          <Button variant="secondary" isPending={register.busy} onPress={() => register.run()}>
            {registered ? "Roll the secret" : "Register at Stripe"}
          </Button>
          <CopyButton text={webhook.url} what="address" />
        </div>
        {register.problem !== undefined && <ProblemNote problem={register.problem} />}
      </div>
    </Card>
  );
}
