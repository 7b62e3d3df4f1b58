import { errorCodes, type ErrorEntry } from "@stripe-aep/core";

import { simulatorErrors } from "./local-sandbox.ts";

export interface CodedEntry extends ErrorEntry {
  readonly code: string;
}

/** Every error that stripe-aep can show, of the connector, the generator and the simulator, in the order of their codes. */
export async function allErrors(): Promise<readonly CodedEntry[]> {
  const { codegenErrorCodes } = await import("@stripe-aep/codegen");
  const byCode = { ...errorCodes, ...(await simulatorErrors()) };
  const rows = Object.entries(byCode).map(([code, entry]) => ({ code, ...entry }));
  return [...rows, ...Object.values(codegenErrorCodes)].sort((a, b) => (a.code < b.code ? -1 : 1));
}
