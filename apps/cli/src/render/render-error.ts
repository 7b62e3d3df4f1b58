import { ConnectorError } from "@stripe-aep/core";

import { isParserError, UsageError } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { styleFor } from "./style.ts";

/** An error as data, for `--json`. */
export interface RenderedError {
  readonly code: string;
  readonly message: string;
  readonly where?: string;
  readonly next?: string;
  readonly requestId?: string;
}

export function describeError(error: unknown): RenderedError {
  if (error instanceof ConnectorError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.where === undefined ? {} : { where: error.where }),
      next: error.next ?? `Run \`stripe-aep explain ${error.code}\`.`,
      ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError || isParserError(error)) {
    return { code: "SAEP-1701", message: message.trim(), next: "Run `stripe-aep help` to see the commands." };
  }
  if (error instanceof Error && error.name === "InterruptedError") {
    return { code: "SAEP-1702", message, next: "Run the same command again: it goes on from its checkpoint." };
  }
  const system = systemProblem(error);
  if (system !== undefined) return system;
  return {
    code: "SAEP-1901",
    message,
    next: "Report it with the command that you ran; `--debug` shows where it happened.",
  };
}

/** What the machine refused: a full disk, a folder that may not be written, a name that is not a folder. */
function systemProblem(error: unknown): RenderedError | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  const ways: Readonly<Record<string, string>> = {
    ENOSPC: "Make room on the disk and run the command again: it goes on from its checkpoint.",
    EACCES: "Give yourself the right to that path, or name another one with --state.",
    EROFS: "Name a folder that can be written with --state.",
    ENOTDIR: "Name a folder, not a file.",
    EISDIR: "Name a file, not a folder.",
    ENOENT: "Check the path.",
  };
  const next = ways[error.code];
  return next === undefined ? undefined : { code: "SAEP-1703", message: error.message, next };
}

/** What failed, where, why, and the next command: on standard error for people, on standard output for `--json`. */
export function renderError(error: unknown, terminal: Terminal, json: boolean): void {
  const described = describeError(error);
  if (json) terminal.output.write(`${JSON.stringify({ schemaVersion: 1, error: described })}\n`);
  const style = styleFor(terminal, terminal.notes);
  const lines = [`${style.bad("error")} ${style.quiet(described.code)}  ${described.message}`];
  if (described.where !== undefined) lines.push(`  where  ${described.where}`);
  if (described.requestId !== undefined) lines.push(`  request  ${described.requestId}`);
  if (described.next !== undefined) lines.push(`  next   ${described.next}`);
  if (terminal.environment.STRIPE_AEP_DEBUG === "1" && error instanceof Error) lines.push(error.stack ?? "");
  terminal.notes.write(`${lines.join("\n")}\n`);
}
