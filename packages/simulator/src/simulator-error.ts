/** What `explain` and the page of errors say about a code. */
export interface SimulatorErrorEntry {
  readonly title: string;
  readonly meaning: string;
  readonly next: string;
}

/** What can go wrong with the simulator itself, never of what it simulates. */
export const simulatorErrorCodes = {
  "SAEP-3001": {
    title: "The simulator's command line is not valid",
    meaning:
      "The command line of the simulator could not be understood: an unknown flag, or a value of the wrong kind.",
    next: "Correct what the message names; `npm run simulator -- --help` lists every flag.",
  },
  "SAEP-3002": {
    title: "There is no such fault",
    meaning: "A fault rule names no fault that the simulator can cause, or its rate is not a number from 0 to 1.",
    next: "Use one of the names that the message lists, with a rate such as 0.1.",
  },
  "SAEP-3003": {
    title: "There cannot be such an account",
    meaning:
      "The simulated account asked for is too small for the published samples or begins before them, or the folder holds another account or platform than the one asked for.",
    next: "Ask for more objects or a later clock, use the seed and number of objects that the folder was made with, or name an empty folder.",
  },
  "SAEP-3004": {
    title: "The operation is impossible in the simulated account",
    meaning:
      "An operation names an object that is not there, or one that cannot change so, such as a refund of more than was paid.",
    next: "Name an object of the simulated account in a state that allows the operation.",
  },
  "SAEP-3005": {
    title: "A control request could not be understood",
    meaning:
      "A request to the simulator's control interface has an unknown path, or a body that is not JSON or lacks a member.",
    next: "Send what the message names; the simulator's README lists the control requests.",
  },
  "SAEP-3006": {
    title: "The simulated servers could not start",
    meaning: "The port that was asked for is taken, or this machine does not allow listening on it.",
    next: "Choose another port, or 0 for any that is free.",
  },
  "SAEP-3007": {
    title: "A defect of the simulator",
    meaning: "Something that the simulator holds to be impossible has happened; what it simulates is not to blame.",
    next: "Report it with the seed, the number of objects and the message.",
  },
} as const satisfies Readonly<Record<string, SimulatorErrorEntry>>;

export type SimulatorErrorCode = keyof typeof simulatorErrorCodes;

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
