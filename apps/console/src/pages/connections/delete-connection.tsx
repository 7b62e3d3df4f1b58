import { AlertDialog, Button, DialogTrigger, ToastQueue } from "@react-spectrum/s2";
import { useCallback, type ReactNode } from "react";
import { deleteConnection } from "../../api/connections.ts";
import type { Connection } from "../../api/types.ts";
import { useAct } from "../../api/use-act.ts";
import { ProblemNote } from "../../parts/note.tsx";
import { Card } from "../../parts/page.tsx";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";

export function DeleteConnection({ of }: { readonly of: Connection }): ReactNode {
  const remove = useAct(
    useCallback(async () => {
      await deleteConnection(of.id);
      ToastQueue.positive(`${of.name} is deleted`, { timeout: 6000 });
      go(routeTo(["connections"]));
    }, [of.id, of.name]),
  );
  return (
    <Card title="Delete" note="Only an account without dataflows can be deleted">
      <div className="stack">
        <div>
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
        </div>
        {remove.problem !== undefined && <ProblemNote problem={remove.problem} />}
      </div>
    </Card>
  );
}
