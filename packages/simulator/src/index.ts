export { ManualClock, systemClock, type SimulatedClock } from "./clock.ts";
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
export { randomStream, seedOf, type RandomStream } from "./random.ts";
export type { Handle, SimulatedRequest, SimulatedResponse, WireFault } from "./request.ts";
export { SimulatorError, type SimulatorErrorCode } from "./simulator-error.ts";
