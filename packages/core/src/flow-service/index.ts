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
export { exceededThreshold, promotionFailure } from "./error-threshold.ts";
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
export { isCovered, orderOf, orderRun, type RunOrder } from "./runs.ts";
export { type Due, parseSchedule, type Schedule, type ScheduleProgress, whenDue } from "./schedule-params.ts";
export { flowEntities, type FlowEntities, type StoredEntity } from "../state/flow-entities.ts";
export { RunClaim } from "./run-claim.ts";
export { runOwnFlow, type OwnFlowParts } from "./run-own-flow.ts";
export { takeBackRun } from "./own-flow-batch.ts";
export { replayOwnRows } from "./replay-own-rows.ts";
export { listWindow, beginning, type WindowPage } from "./list-window.ts";
export { sharePages } from "./share-pages.ts";
export { retryRun } from "./runs.ts";
export { type OwnFlowProgress, progressOf, type RefusedRow } from "./own-flow-progress.ts";
export { StripeKeys, type ResourceAccess, type StripePlace } from "./stripe-accounts.ts";
export { MappingWorkshop } from "./mapping-workshop.ts";
export { vaultWith } from "./seal-credentials.ts";
export { openAuth } from "./connections.ts";
export { changedEntity, etagOf, newEntity, notedEntity } from "./entity-envelope.ts";
export { decodeSourceParams, readResourcePath } from "./explore.ts";
export { exploreSchema } from "./explore-schema.ts";
export { openStore, type Store } from "../state/open-store.ts";
export { postgresDriver } from "../state/postgres-driver.ts";
export { sqliteDriver } from "../state/sqlite-driver.ts";
export type { FlowCollection } from "../state/flow-entities.ts";
export { apiTokens, type ApiTokens, type StoredToken } from "../state/api-tokens.ts";
export { auditLog, type AuditLog, type AuditRecord, type StoredAuditRecord } from "../state/audit-log.ts";
export { idempotentAnswers, type IdempotentAnswers } from "../state/idempotent-answers.ts";
export { redact, redactFields } from "../http/redaction.ts";
export { batchIngestion } from "../platform/batch-ingestion.ts";
export { catalog } from "../platform/catalog.ts";
export { createPlatformClient, type PlatformClient } from "../platform/client.ts";
export { dataPrep } from "../platform/data-prep.ts";
export { schemaRegistry } from "../platform/schema-registry.ts";
export { checkPolicy } from "../xdm/check-policy.ts";
export { loadSchemas, type SchemaSet } from "../xdm/load-schemas.ts";
export type { MappingRow, ResourceMapping } from "../xdm/mapping.ts";
export { mappingSetFor, type MappingSetRow } from "../xdm/mapping-set.ts";
export { decideRow } from "../xdm/policy.ts";
export { promoteKeys } from "../xdm/promote-keys.ts";
export { readLiveRun, readRefusals } from "../runs/live-run.ts";
export { type FeedStatus, readStatus } from "../runs/run-state.ts";
export { judgeMappingSet, type MappingFault } from "./data-prep/judge-mapping-set.ts";
export { compileMappingSet, type MapBySet } from "./data-prep/compile-mapping-set.ts";
export { ExpressionError } from "./data-prep/expression-error.ts";
export {
  closeQuarantined,
  datasetOfFlow,
  findQuarantined,
  flowOfDataset,
  quarantineRecord,
} from "../state/quarantine.ts";
export { feedOf, listFeeds } from "../state/feeds.ts";
export {
  matchingQuarantine,
  pageQuarantine,
  quarantineCauses,
  type QuarantineFilter,
  type QuarantineLine,
} from "../state/quarantine-pages.ts";
export { usualRates } from "../http/account-governor.ts";
export { limits } from "../provision/budget.ts";
export { runsADay } from "../provision/provision-settings.ts";
export { tallyReads } from "../http/tally-reads.ts";
export { batchesToday, countBatch, countReads } from "../state/read-budget.ts";
export { addFigures, isBalanced, noFigures } from "../ledger-figures.ts";
export { figuresOfEntry, ledgerTotals } from "../state/ledger.ts";
export { listProvisioned } from "../state/provisioned.ts";
export { datasetRows } from "../platform/dataset-rows.ts";
export { planRepair } from "../reconcile/plan-repair.ts";
export type { ReconcileReport } from "../reconcile/report.ts";
export type { StripeClient } from "../stripe/client.ts";
