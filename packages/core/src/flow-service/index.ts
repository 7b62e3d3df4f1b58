/** Adobe's Flow Service as the connector presents it: what an application needs to put it behind HTTP. */
export { answerFlowService } from "./answer-flow-service.ts";
export type {
  AccountCheck,
  FlowServiceBackend,
  MappingJudge,
  PlatformLookups,
  SchemaReference,
  StripeAccounts,
  Vault,
} from "./backend.ts";
export { stamps, type Stamps } from "./etag.ts";
export {
  type Caller,
  type CallerSandbox,
  type FlowServiceRequest,
  type FlowServiceResponse,
  isObject,
  type JsonObject,
  type Tenant,
  tenantOf,
} from "./exchange.ts";
export { catalogueError, FlowServiceError, gatewayError } from "./flow-service-error.ts";
export { readOptions, readTransformation } from "./flow-parts.ts";
export {
  finishedRun,
  ingestedBy,
  type RunError,
  type RunFigures,
  type RunPlace,
  type RunWindow,
  startedRun,
  statusOf,
} from "./run-document.ts";
export { orderOf, orderRun, type RunOrder } from "./runs.ts";
export { type Due, parseSchedule, type Schedule, type ScheduleProgress, whenDue } from "./schedule-params.ts";
export { flowEntities, type FlowEntities, type StoredEntity } from "../state/flow-entities.ts";
