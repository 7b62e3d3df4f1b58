import type { ReactNode } from "react";
import { AccountChoice } from "./account-choice.tsx";
import type { StepProps } from "./connect.tsx";

export function ConnectStep({ draft, change }: StepProps): ReactNode {
  return <AccountChoice chosen={draft.connectionId} onChoose={(connectionId) => change({ connectionId })} />;
}
