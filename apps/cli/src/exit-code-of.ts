import {
  AccessError,
  ConfigError,
  InterruptedError,
  LockedError,
  RetryLaterError,
  StoppedError,
} from "@stripe-aep/core";

import { exitCodes, type ExitCodeName, UsageError } from "./exit-codes.ts";

const consequences: readonly (readonly [new (...parameters: never[]) => Error, ExitCodeName])[] = [
  [UsageError, "usage"],
  [InterruptedError, "interrupted"],
  [ConfigError, "usage"],
  [AccessError, "access"],
  [RetryLaterError, "retryLater"],
  [LockedError, "locked"],
  [StoppedError, "failed"],
];

/** The one place where an error becomes an exit code. */
export function exitCodeOf(error: unknown): number {
  const name = consequences.find(([kind]) => error instanceof kind)?.[1];
  if (name !== undefined) return exitCodes[name].code;
  return isParserError(error) || isSimulatorUsage(error) ? exitCodes.usage.code : exitCodes.failed.code;
}

/** The simulator's own refusals of what it was asked for. */
function isSimulatorUsage(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && ["SAEP-3001", "SAEP-3002", "SAEP-3003"].includes(String(error.code))
  );
}

/** Whether oclif refused the command line: an unknown flag, a missing argument, an unknown command. */
export function isParserError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return "parse" in error || "oclif" in error || /^command .* not found$/.test(error.message);
}
