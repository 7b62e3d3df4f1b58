import type { ReactNode } from "react";
import { useFlows } from "../../api/flows.ts";
import type { Flow } from "../../api/types.ts";
import { Note } from "../../parts/note.tsx";
import { routeTo } from "../../router/route.ts";
import type { Draft } from "./wizard-state.ts";

/** The dataflow that moves the draft's resource by the generated mapping already: there can be one for each account. */
export function useStandingFlow({ way, connectionId, resource }: Draft): Flow | undefined {
  const flows = useFlows().value ?? [];
  if (way !== "generated") return undefined;
  return flows.find(
    (flow) => flow.engine === "generated" && flow.connectionId === connectionId && flow.resource === resource,
  );
}

export function StandingFlow({ flow }: { readonly flow: Flow }): ReactNode {
  return (
    <Note tone="warn" title="This resource moves into the generated datasets already.">
      <p>
        <a href={routeTo(["flows", flow.id])}>{flow.name}</a> does it. Change its schedule there, or delete it first:
        its datasets stay, and nothing is sent twice. A dataflow with a mapping of your own can stand beside it.
      </p>
    </Note>
  );
}
