import { errorCodes, type ErrorEntry } from "@stripe-aep/core";

export interface CodedEntry extends ErrorEntry {
  readonly code: string;
}

/** Every error that stripe-aep can show, of the connector, the generator and the simulator, in the order of their codes. */
export async function allErrors(): Promise<readonly CodedEntry[]> {
  const { codegenErrorCodes } = await import("@stripe-aep/codegen");
  const core = Object.entries(errorCodes).map(([code, entry]) => ({ code, ...entry }));
  return [...core, ...Object.values(codegenErrorCodes)].sort((a, b) => (a.code < b.code ? -1 : 1));
}
