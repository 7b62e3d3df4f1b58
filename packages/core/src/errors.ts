import type { ErrorCode } from "./error-codes.ts";

/** What every error of the connector says: what failed, where, why, and what to do next. */
export interface ErrorDetails {
  /** Stable; `explain` prints its entry. */
  readonly code: ErrorCode;
  /** What failed and why, in one sentence, without secrets. */
  readonly message: string;
  /** Where: a Stripe id, an XDM path, a request, a file. */
  readonly where?: string;
  /** The next command or act. */
  readonly next?: string;
  /** Quoted to support: Stripe's `Request-Id` or the platform's `x-request-id`. */
  readonly requestId?: string;
  readonly cause?: unknown;
}

/** The base of all errors that core throws on purpose. Subclasses are named by what happens next. */
export abstract class ConnectorError extends Error {
  readonly code: ErrorCode;
  readonly where: string | undefined;
  readonly next: string | undefined;
  readonly requestId: string | undefined;

  constructor(details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.where = details.where;
    this.next = details.next;
    this.requestId = details.requestId;
  }
}

/** A setting or an input is wrong: the operator changes it. */
export class ConfigError extends ConnectorError {}

/** A credential is missing, wrong, revoked, or lacks a permission: somebody grants it. */
export class AccessError extends ConnectorError {}

/** The far side cannot answer now: the same act may succeed later. */
export class RetryLaterError extends ConnectorError {
  /** What the far side asked for, if it did. */
  readonly retryAfterMilliseconds: number | undefined;

  constructor(details: ErrorDetails & { readonly retryAfterMilliseconds?: number }) {
    super(details);
    this.retryAfterMilliseconds = details.retryAfterMilliseconds;
  }
}

/** One record is refused; the run goes on and the record goes to quarantine. */
export class RecordRefusedError extends ConnectorError {}

/** The act cannot go on and repeating it would not help. */
export class StoppedError extends ConnectorError {}

/** Another process holds what this one needs. */
export class LockedError extends ConnectorError {}

/** Somebody asked the work to stop, and it did at a safe place: what was proven is kept. */
export class InterruptedError extends ConnectorError {}

/** Our own defect: an invariant does not hold. */
export class InternalError extends ConnectorError {}
