/**
 * The public API, name by name: what is not here may change without notice. `api.md` has it in full and is compared with
 * this list by a test; `npm run api` in this package writes it anew.
 */
export { errorCodes, type ErrorCode, type ErrorEntry } from "./error-codes.ts";
export {
  AccessError,
  ConfigError,
  ConnectorError,
  InternalError,
  InterruptedError,
  LockedError,
  RecordRefusedError,
  RetryLaterError,
  StoppedError,
  type ErrorDetails,
} from "./errors.ts";
export type {
  Clock,
  Files,
  Log,
  LogLevel,
  Ports,
  Random,
  Transport,
  TransportRequest,
  TransportResponse,
} from "./ports/ports.ts";
export { TransportError } from "./ports/ports.ts";
export {
  isResourceName,
  resourceNames,
  resources,
  type MoneySum,
  type Resource,
  type ResourceName,
} from "./resources.ts";
export type {
  DatasetKind,
  MappedPage,
  MappedRecord,
  MappedRow,
  PageContext,
  PageMapper,
  RecordVersion,
  RefusedRecord,
} from "./xdm/page-mapper.ts";
export { Secret } from "./secret.ts";
export type {
  ChangesConfig,
  ConnectorConfig,
  DeliveryConfig,
  PlatformConfig,
  StateConfig,
  StripeConfig,
  StripeCredentialConfig,
} from "./config.ts";
export type { ApplyOptions, ApplyProgress, ApplyReport } from "./provision/apply-plan.ts";
export type { Budget, BudgetLine } from "./provision/budget.ts";
export type { DestroyReport } from "./provision/destroy.ts";
export type { ProvisionKind, RecordedObject } from "./provision/desired-object.ts";
export { countSteps, isPending, type Plan, type PlanAct, type PlanCounts, type PlanStep } from "./provision/plan.ts";
export type { Provisioner } from "./provision/provisioner.ts";
export type { ProvisionSettings, Schedule, VolumeEstimate } from "./provision/provision-settings.ts";
export { currencyExponent, formatMinorUnits } from "./xdm/money.ts";
export { paymentFamily, type PaymentFamily } from "./xdm/payment-families.ts";
export { refusedRows, type LedgerFigures } from "./ledger-figures.ts";
export type { ResourceReport, RunReport, SyncMode, SyncOptions, SyncProgress } from "./runs/run-report.ts";
export { redact } from "./http/redaction.ts";
export type { PolicyAction, PolicyPreset } from "./xdm/mapping.ts";
export type { FieldPolicy, PromotedField, PromotedKeys } from "./xdm/policy.ts";
export { promotedColumn, readFieldPolicy, type PolicyProblem, type WrittenPolicy } from "./xdm/read-policy.ts";
export { createPageMapper, type PageMapperOptions } from "./xdm/create-page-mapper.ts";
export { loadSchemas, type SchemaSet, type SchemasManifest, type TenantSchemas } from "./xdm/load-schemas.ts";
export { createConnector, type Connector } from "./connector.ts";
export { createPlatformClient, type PlatformClient, type PlatformClientOptions } from "./platform/client.ts";
export { catalog, type Batch, type Dataset } from "./platform/catalog.ts";
export { dataAccess } from "./platform/data-access.ts";
export { defaultDatasets } from "./config.ts";
export {
  answerBuyNowPayLater,
  type BuyNowPayLaterAnswer,
  type ProviderPayments,
} from "./reconcile/buy-now-pay-later.ts";
export { planRepair, type RepairPlan, type RepairStep } from "./reconcile/plan-repair.ts";
export type { ReconcileProgress } from "./reconcile/reconcile.ts";
export type {
  CountedDay,
  DayComparison,
  DayState,
  Difference,
  DriftReason,
  ExplainedReason,
  GroupComparison,
  IdentityCheck,
  LedgerVerdict,
  ReconcileLevel,
  ReconcileReport,
  ReconcileVerdict,
  ResourceReconciliation,
  SumComparison,
} from "./reconcile/report.ts";
export type { ReconcileOptions } from "./open-reconciliation.ts";
export type { DryRunFigures, DryRunOptions, DryRunReport, Preview } from "./open-inspection.ts";
export type { ReplayReport } from "./runs/replay-quarantine.ts";
export type { QuarantineStatus } from "./state/quarantine.ts";
export type { QuarantineRow } from "./state/tables.ts";
export type { RewoundCursor } from "./runs/rewind-changes.ts";
export type { FeedStatus } from "./runs/run-state.ts";
export type { PlatformProbes, Probe, StripeProbes } from "./open-probes.ts";
export {
  createStripeClient,
  type StripeAnswer,
  type StripeClient,
  type StripeClientOptions,
  type StripeCredential,
  type StripeParameters,
} from "./stripe/client.ts";
export { createGovernor, type AccountGovernor, type GovernorOptions } from "./http/account-governor.ts";
export { webhookSecretFile } from "./open-handlers.ts";
