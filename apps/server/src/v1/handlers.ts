import type { Handler } from "./call.ts";
import { administrationHandlers } from "./handle-administration.ts";
import { connectionHandlers } from "./handle-connections.ts";
import { flowHandlers } from "./handle-flows.ts";
import { overviewHandlers } from "./handle-overview.ts";
import { planHandlers } from "./handle-plans.ts";
import { quarantineHandlers } from "./handle-quarantine.ts";
import { reconciliationHandlers } from "./handle-reconciliations.ts";
import { runHandlers } from "./handle-runs.ts";
import type { OperationId } from "./route-table.ts";

/** Who answers each operation of the table; a missing one does not compile. */
export const handlers: Readonly<Record<OperationId, Handler>> = {
  ...overviewHandlers,
  ...connectionHandlers,
  ...flowHandlers,
  ...runHandlers,
  ...quarantineHandlers,
  ...reconciliationHandlers,
  ...planHandlers,
  ...administrationHandlers,
};
