export { ManualClock, systemClock, type SimulatedClock } from "./clock.ts";
export { randomStream, seedOf, type RandomStream } from "./random.ts";
export type { Handle, SimulatedRequest, SimulatedResponse, WireFault } from "./request.ts";
