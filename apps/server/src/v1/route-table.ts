import { administrationRoutes } from "./administration-routes.ts";
import { connectionRoutes } from "./connection-routes.ts";
import { flowRoutes } from "./flow-routes.ts";
import { proofRoutes } from "./proof-routes.ts";

/** Everything below `/v1`, by operation id. */
export const routeTable = { ...connectionRoutes, ...flowRoutes, ...proofRoutes, ...administrationRoutes };

export type OperationId = keyof typeof routeTable;
