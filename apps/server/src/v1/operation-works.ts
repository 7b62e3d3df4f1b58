import { setUp } from "./handle-flows.ts";
import { applyPlan } from "./handle-plans.ts";
import { replaySelected } from "./handle-quarantine.ts";
import { reconcile, repair } from "./handle-reconciliations.ts";
import type { Works } from "./run-operation.ts";

/** Who carries out each kind of operation; a missing one does not compile. */
export const operationWorks: Works = { apply: applyPlan, "set-up": setUp, reconcile, repair, replay: replaySelected };
