import { ConnectorError, redact } from "@stripe-aep/core";

import { isParserError } from "../exit-code-of.ts";
import { UsageError } from "../exit-codes.ts";
import type { ErrorLine } from "../results/command-lines.ts";
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

function describeError(error: unknown): RenderedError {
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
  const coded = codedProblem(error);
  if (coded !== undefined) return coded;
  const system = systemProblem(error);
  if (system !== undefined) return system;
  return {
    code: "SAEP-1901",
    message,
    next: "Report it with the command that you ran; `--debug` shows where it happened.",
  };
}

/** Errors of the generator and of the simulator say the same things in their own classes. */
function codedProblem(error: unknown): RenderedError | undefined {
  if (!(error instanceof Error) || !("code" in error) || !/^SAEP-\d{4}$/.test(String(error.code))) return undefined;
  const details = (error as { details?: { what?: string; why?: string; where?: string; next?: string } }).details;
  const next = details?.next ?? (error as { next?: string }).next;
  return {
    code: String(error.code),
    message: details?.what === undefined ? error.message : `${details.what}: ${details.why ?? ""}`,
    ...(details?.where === undefined ? {} : { where: details.where }),
    ...(next === undefined ? {} : { next }),
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
export function renderError(
  error: unknown,
  terminal: Terminal,
  wishes: { readonly json: boolean; readonly debug: boolean },
): void {
  const described = describeError(error);
  const line: ErrorLine = { type: "error", error: described };
  if (wishes.json) terminal.output.write(`${JSON.stringify({ schemaVersion: 1, ...line })}\n`);
  const style = styleFor(terminal, terminal.notes);
  const lines = [`${style.bad("error")} ${style.quiet(described.code)}  ${described.message}`];
  if (described.where !== undefined) lines.push(`  where  ${described.where}`);
  if (described.requestId !== undefined) lines.push(`  request  ${described.requestId}`);
  if (described.next !== undefined) lines.push(`  next   ${described.next}`);
  if (wishes.debug && error instanceof Error) lines.push(error.stack ?? "");
  terminal.notes.write(`${redact(lines.join("\n"))}\n`);
}
