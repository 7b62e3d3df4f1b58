/** Codes of what can go wrong with the simulator itself, never of what it simulates. */
export type SimulatorErrorCode =
  /** The command line could not be understood. */
  | "SAEP-3001"
  /** A fault rule names no fault, or has no valid rate. */
  | "SAEP-3002"
  /** The world asked for cannot exist: too small for the published samples, or before their time. */
  | "SAEP-3003"
  /** An operation on the world names an object that is not there, or that cannot change so. */
  | "SAEP-3004"
  /** A control request could not be understood. */
  | "SAEP-3005"
  /** A port is taken, or the servers could not start. */
  | "SAEP-3006"
  /** A defect of the simulator: something it holds to be impossible has happened. */
  | "SAEP-3007";

/** What failed and why, what to do next, and a stable code. */
export class SimulatorError extends Error {
  override readonly name = "SimulatorError";
  readonly code: SimulatorErrorCode;
  readonly next: string;

  constructor(code: SimulatorErrorCode, what: string, next: string, cause?: unknown) {
    super(`${what} (${code}): ${next}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.next = next;
  }
}
