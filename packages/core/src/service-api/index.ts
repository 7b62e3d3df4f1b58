/** What the service answers below `/v1`: types for the console, the command line and other clients. */
export type * from "./access.ts";
export type * from "./connections.ts";
export type * from "./flows.ts";
export type * from "./operations.ts";
export type { LedgerFigures } from "../ledger-figures.ts";
export type { DatasetKind } from "../xdm/page-mapper.ts";
export { resourceNames, type ResourceName } from "../resources.ts";
