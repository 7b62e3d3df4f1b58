import type { Handler } from "./call.ts";
import { administrationHandlers } from "./handle-administration.ts";
import { connectionHandlers } from "./handle-connections.ts";
import { flowHandlers } from "./handle-flows.ts";
import { overviewHandlers } from "./handle-overview.ts";
import { proofHandlers } from "./handle-proof.ts";
import { runHandlers } from "./handle-runs.ts";
import type { OperationId } from "./route-table.ts";

/** Who answers each operation of the table; a missing one does not compile. */
export const handlers: Readonly<Record<OperationId, Handler>> = {
  ...overviewHandlers,
  ...connectionHandlers,
  ...flowHandlers,
  ...runHandlers,
  ...proofHandlers,
  ...administrationHandlers,
};
