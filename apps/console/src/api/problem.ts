/** Why a request failed, in the words of whoever refused it. */
export class Problem extends Error {
  override readonly name = "Problem";
  /** 0: no answer arrived. */
  readonly status: number;
  /** `SAEP-…`, or Adobe's `1360-400`. */
  readonly code: string | undefined;
  readonly next: string | undefined;
  readonly where: string | undefined;
  readonly requestId: string | undefined;

  constructor(status: number, message: string, details: ProblemDetails = {}) {
    super(message);
    this.status = status;
    this.code = details.code;
    this.next = details.next;
    this.where = details.where;
    this.requestId = details.requestId;
  }
}

interface ProblemDetails {
  readonly code?: string | undefined;
  readonly next?: string | undefined;
  readonly where?: string | undefined;
  readonly requestId?: string | undefined;
}

/** Reads an RFC 9457 problem document (`/v1`) or Adobe's error body (Flow Service paths). */
export function readProblem(status: number, body: unknown, requestId?: string): Problem {
  const fields = typeof body === "object" && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
  const text = (...names: readonly string[]): string | undefined => {
    for (const name of names) {
      const value = fields[name];
      if (typeof value === "string" && value !== "") return value;
    }
    return undefined;
  };
  const message = text("detail", "errorMessage", "message", "title") ?? `The server answered ${status}.`;
  return new Problem(status, message, {
    code: text("code", "errorCode", "error_code"),
    next: text("next"),
    where: text("where", "instance"),
    requestId: text("requestId", "request_id") ?? requestId,
  });
}

/** Anything thrown, as a problem that can be shown. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, "The server did not answer.", {
    next: "See that the server runs and that this browser can reach it; the page tries again by itself.",
  });
}
