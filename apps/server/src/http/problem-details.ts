import {
  AccessError,
  ConfigError,
  ConnectorError,
  type ErrorCode,
  errorCodes,
  LockedError,
  RetryLaterError,
  StoppedError,
} from "@stripe-aep/core";
import type { Problem } from "@stripe-aep/core/service-api";
import { FlowServiceError, redact } from "@stripe-aep/core/flow-service";

/** A refusal by this server itself: status and a row of the error table. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: ErrorCode;
  readonly where: string | undefined;
  /** What to do next; undefined: what the code says. */
  readonly next: string | undefined;
  readonly problems: Problem["problems"];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: number,
    code: ErrorCode,
    detail: string,
    more: {
      readonly where?: string;
      readonly next?: string;
      readonly problems?: Problem["problems"];
      readonly retryAfterSeconds?: number;
    } = {},
  ) {
    super(detail);
    this.name = "HttpProblem";
    this.status = status;
    this.code = code;
    this.where = more.where;
    this.next = more.next;
    this.problems = more.problems;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

export function nothingHere(what: string, where?: string): HttpProblem {
  return new HttpProblem(404, "SAEP-1807", `${what} does not exist.`, where === undefined ? {} : { where });
}

/** Any error as a problem document; what is not ours to tell becomes SAEP-1814 with the request id. */
export function problemOf(error: unknown, requestId: string): Problem {
  if (error instanceof HttpProblem) {
    const { where, next, problems } = error;
    return document(error.status, error.code, error.message, requestId, {
      ...(where === undefined ? {} : { where }),
      ...(next === undefined ? {} : { next }),
      ...(problems === undefined ? {} : { problems }),
    });
  }
  if (error instanceof FlowServiceError) {
    return document(error.status, codeOf(error.status), error.message, requestId);
  }
  if (error instanceof ConnectorError) {
    const { where, next } = error;
    return document(statusOf(error), error.code, redact(error.message), requestId, {
      ...(where === undefined ? {} : { where: redact(where) }),
      ...(next === undefined ? {} : { next }),
    });
  }
  const status = frameworkStatus(error);
  if (status === 413) return document(413, "SAEP-1810", "The body is larger than this path takes.", requestId);
  if (status !== undefined) return document(status, "SAEP-1802", "The request cannot be read.", requestId);
  return document(500, "SAEP-1814", "The server failed; its log has the reason under this request id.", requestId);
}

function document(
  status: number,
  code: ErrorCode,
  detail: string,
  requestId: string,
  more: Partial<Problem> = {},
): Problem {
  const { title, next } = errorCodes[code];
  return { type: `/v1/errors/${code}`, title, status, detail, code, next, requestId, ...more };
}

/** What the framework itself refuses has a status below 500. */
function frameworkStatus(error: unknown): number | undefined {
  const status = (error as { readonly statusCode?: unknown } | null)?.statusCode;
  return typeof status === "number" && status >= 400 && status < 500 ? status : undefined;
}

function statusOf(error: ConnectorError): number {
  if (error instanceof ConfigError) return 400;
  if (error instanceof AccessError) return 422;
  if (error instanceof LockedError) return 409;
  if (error instanceof RetryLaterError) return 503;
  return error instanceof StoppedError ? 422 : 500;
}

function codeOf(status: number): ErrorCode {
  if (status === 404) return "SAEP-1807";
  if (status === 409 || status === 412) return "SAEP-1808";
  return status === 403 ? "SAEP-1806" : "SAEP-1802";
}
