export { checkDatasets, type CheckOptions, type Report, type Truth } from "./checker/check.ts";
export { describeFinding, type DatasetShape, type Finding, type FindingKind } from "./checker/finding.ts";
export { AdjustableClock, ManualClock, systemClock, type SimulatedClock } from "./clock.ts";
export { createControlHandle, type Controlled } from "./control.ts";
export {
  createFaults,
  sendThroughWire,
  wireFaultKinds,
  type FaultKind,
  type FaultReport,
  type FaultRule,
  type Faults,
} from "./faults.ts";
export { listen, type Listener } from "./http-shell.ts";
export { createPlatform, platformFaultKinds, type Platform, type PlatformOptions } from "./platform/index.ts";
export { randomStream, seedOf, type RandomStream } from "./random.ts";
export type { Handle, SimulatedRequest, SimulatedResponse, WireFault } from "./request.ts";
export {
  SimulatorError,
  simulatorErrorCodes,
  type SimulatorErrorCode,
  type SimulatorErrorEntry,
} from "./simulator-error.ts";
export { startSimulator, type RunningSimulator, type SimulatorOptions } from "./start-simulator.ts";
export { createStripe, type Stripe, type StripeOptions } from "./stripe/create-stripe.ts";
export { stripeAndWireFaultKinds, stripeFaultKinds } from "./stripe/fault-kinds.ts";
export { documentedLimits, type RateLimits } from "./stripe/rate-limits.ts";
export { signWebhook, type SendWebhook } from "./stripe/webhook-deliveries.ts";
export { eventTypes, type EventType } from "./world/events.ts";
export {
  apiVersions,
  resources,
  sourceResources,
  type ApiVersion,
  type Resource,
  type StripeObject,
} from "./world/kinds.ts";
export type { OperationName, OperationRecord, Operations } from "./world/operations/index.ts";
export { unannouncedChanges, type UnannouncedChange } from "./world/unannounced.ts";
export { VirtualClock } from "./virtual-clock.ts";
export { createWorld, type TrueObject, type World, type WorldOptions } from "./world/world.ts";
