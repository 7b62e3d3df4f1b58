import { AccessError, type ConnectorError, type ErrorDetails, RetryLaterError, StoppedError } from "../errors.ts";
import { redact } from "../http/redaction.ts";
import type { Outcome } from "../http/send-request.ts";
import { TransportError, type TransportResponse } from "../ports/ports.ts";

/** What the platform's services say in their several shapes, brought to one. */
export interface PlatformProblem {
  /** HTTP status. */
  readonly status: number;
  /** The service's own code: `403010`, `XDM-1521-400`, `1418-400`, `NAMESPACE_CODE_CONFLICT`. */
  readonly code: string | undefined;
  readonly title: string | undefined;
  readonly message: string;
  /** Asked for by Adobe's support. */
  readonly requestId: string | undefined;
}

interface ProblemDetails extends ErrorDetails {
  readonly problem: PlatformProblem;
}

/** The platform refused a request for good: not found, conflict, not valid. `problem` says what it said. */
export class PlatformRefusedError extends StoppedError {
  readonly problem: PlatformProblem;

  constructor(details: ProblemDetails) {
    super(details);
    this.problem = details.problem;
  }
}

/** A token, an API key or a permission is wrong. */
export class PlatformAccessError extends AccessError {
  readonly problem: PlatformProblem;

  constructor(details: ProblemDetails) {
    super(details);
    this.problem = details.problem;
  }
}

/**
 * No answer, or one that asks to come back. `mayHaveBeenCarriedOut`: the request was not a safe one and its answer was lost,
 * so the caller looks for its effect before sending it again.
 */
export class PlatformUnavailableError extends RetryLaterError {
  readonly mayHaveBeenCarriedOut: boolean;

  constructor(
    details: ErrorDetails & { readonly retryAfterMilliseconds?: number; readonly mayHaveBeenCarriedOut: boolean },
  ) {
    super(details);
    this.mayHaveBeenCarriedOut = details.mayHaveBeenCarriedOut;
  }
}

/** Whether the platform said 404. */
export function isNotFound(error: unknown): error is PlatformRefusedError {
  return error instanceof PlatformRefusedError && error.problem.status === 404;
}

/**
 * Three shapes are real: the gateway's `{error_code, message}`, Flow Service's `{errorMessage, errorDetails}`, and the problem
 * document `{type, title, status, detail, report}`; IMS adds `{error, error_description}`.
 */
export function readProblem(response: TransportResponse): PlatformProblem {
  const body = parse(response.body);
  const report = record(body.report);
  const chain = Array.isArray(body["error-chain"]) ? record(body["error-chain"][0]) : {};
  return {
    status: response.status,
    code:
      text(body.error_code) ??
      text(body.errorCode) ??
      text(report.code) ??
      text(chain.errorCode) ??
      codeOfType(text(body.type)) ??
      text(body.error),
    title: text(body.title),
    message: redact(
      text(body.errorMessage) ??
        text(body.message) ??
        text(report["detailed-message"]) ??
        text(report.message) ??
        text(body.detail) ??
        text(report.description) ??
        text(body.error_description) ??
        text(body.title) ??
        "no message",
    ),
    requestId: response.headers["x-request-id"] ?? text(report.registryRequestId),
  };
}

/** `http://ns.adobe.com/aep/errors/XDM-1521-400` -> `XDM-1521-400`. */
function codeOfType(type: string | undefined): string | undefined {
  const last = type?.split("/").at(-1);
  return last !== undefined && /\d{3}$/.test(last) ? last : undefined;
}

function parse(body: Uint8Array): Record<string, unknown> {
  try {
    return record(JSON.parse(Buffer.from(body).toString()));
  } catch {
    return {};
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The error for an answer that repeating does not change. `where` is method and path. */
export function finalError(response: TransportResponse, where: string): ConnectorError {
  const problem = readProblem(response);
  const code = problem.code === undefined ? "" : ` ${problem.code}`;
  const details = {
    message: `The platform answered ${response.status}${code} to ${where}: ${problem.message}`,
    where,
    problem,
    ...(problem.requestId === undefined ? {} : { requestId: problem.requestId }),
  };
  if (response.status === 401) {
    const next =
      "Check client id and secret of the credential in Adobe's Developer Console; see `stripe-aep doctor platform`.";
    return new PlatformAccessError({ ...details, code: "SAEP-1201", next });
  }
  if (response.status === 403) {
    const next = "Add the credential to a product profile with this permission, in the named sandbox.";
    return new PlatformAccessError({ ...details, code: "SAEP-1202", next });
  }
  return new PlatformRefusedError({ ...details, code: response.status === 404 ? "SAEP-1204" : "SAEP-1203" });
}

/** The error when repeating did not help, or must not be done. */
export function unavailableError(
  outcome: Outcome,
  where: string,
  facts: { readonly attempts: number; readonly retryAfterMilliseconds?: number | undefined; readonly safe: boolean },
): PlatformUnavailableError {
  const tries = `after ${facts.attempts} ${facts.attempts === 1 ? "attempt" : "attempts"}`;
  const lost = outcome instanceof TransportError ? outcome.mayHaveBeenCarriedOut : outcome.status >= 500;
  const shared = {
    where,
    next: "Run the same command again later: it goes on where it stopped.",
    mayHaveBeenCarriedOut: !facts.safe && lost,
    ...(facts.retryAfterMilliseconds === undefined ? {} : { retryAfterMilliseconds: facts.retryAfterMilliseconds }),
  };
  if (outcome instanceof TransportError) {
    const message = `No whole answer from the platform to ${where} ${tries}: ${outcome.message}`;
    return new PlatformUnavailableError({ ...shared, code: "SAEP-1205", message, cause: outcome });
  }
  const problem = readProblem(outcome);
  const message = `The platform answered ${outcome.status} to ${where} ${tries}: ${problem.message}`;
  return new PlatformUnavailableError({
    ...shared,
    code: "SAEP-1205",
    message,
    ...(problem.requestId === undefined ? {} : { requestId: problem.requestId }),
  });
}
