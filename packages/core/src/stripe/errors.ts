import { AccessError, type ConnectorError, type ErrorDetails, RetryLaterError, StoppedError } from "../errors.ts";
import { redact } from "../http/redaction.ts";
import type { Outcome } from "../http/send-request.ts";
import { TransportError, type TransportResponse } from "../ports/ports.ts";

/** `{error: {…}}` as Stripe sends it; all members may be absent. */
export interface StripeErrorBody {
  readonly type?: string;
  readonly code?: string;
  readonly message?: string;
  readonly param?: string;
}

/** Stripe knows the cursor no longer: its object was deleted or left the filter. The caller goes on by `created`. */
export class CursorGoneError extends StoppedError {}

/** Events before this cursor are gone for good (30 days). */
export class EventsExpiredError extends StoppedError {}

/** A permission is missing; `permission` is Stripe's name for it (`rak_charge_read`), when the message gave it. */
export class PermissionError extends AccessError {
  readonly permission: string | undefined;

  constructor(details: ErrorDetails & { readonly permission: string | undefined }) {
    super(details);
    this.permission = details.permission;
  }
}

export function readErrorBody(response: TransportResponse): StripeErrorBody {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(response.body).toString());
    if (typeof parsed !== "object" || parsed === null || !("error" in parsed)) return {};
    const { error } = parsed;
    // The OAuth endpoint answers `{error: "invalid_grant", error_description}`.
    if (typeof error === "string") return { code: error, message: descriptionOf(parsed) };
    return typeof error === "object" && error !== null ? error : {};
  } catch {
    return {};
  }
}

function descriptionOf(parsed: object): string {
  return "error_description" in parsed && typeof parsed.error_description === "string" ? parsed.error_description : "";
}

/** The error for an answer that repeating does not change. `endpoint` is method and path. */
export function finalError(response: TransportResponse, endpoint: string): ConnectorError {
  const body = readErrorBody(response);
  const details = {
    message: `Stripe answered ${response.status} to ${endpoint}: ${redact(body.message ?? "no message")}`,
    where: endpoint,
    ...requestId(response),
  };
  if (response.status === 401) {
    return new AccessError({
      ...details,
      code: "SAEP-1101",
      next: "Give a valid restricted key; see `stripe-aep doctor stripe`.",
    });
  }
  if (response.status === 403) return permissionError(details, body);
  if (isCursorGone(body)) return new CursorGoneError({ ...details, code: "SAEP-1105" });
  if (/aged out|no longer available/i.test(body.message ?? "")) {
    return new EventsExpiredError({
      ...details,
      code: "SAEP-1107",
      next: "List everything again: `stripe-aep backfill`.",
    });
  }
  return new StoppedError({ ...details, code: "SAEP-1104" });
}

function permissionError(details: Omit<ErrorDetails, "code">, body: StripeErrorBody): PermissionError {
  const permission = /\brak_\w+/.exec(body.message ?? "")?.[0];
  const grant = permission === undefined ? "the permission that the message names" : `the permission ${permission}`;
  return new PermissionError({ ...details, code: "SAEP-1102", next: `Give the key ${grant}.`, permission });
}

/** 400 `resource_missing` on the cursor parameter is the cursor's; on anything else it is a wrong id. */
function isCursorGone(body: StripeErrorBody): boolean {
  return body.code === "resource_missing" && (body.param === "starting_after" || body.param === "ending_before");
}

/** The error when repeating did not help. */
export function exhaustedError(
  outcome: Outcome,
  endpoint: string,
  attempts: number,
  retryAfterMilliseconds?: number,
): RetryLaterError {
  const tries = `after ${attempts} ${attempts === 1 ? "attempt" : "attempts"}`;
  const shared = {
    where: endpoint,
    next: "Run the same command again later: it goes on where it stopped.",
    ...(retryAfterMilliseconds === undefined ? {} : { retryAfterMilliseconds }),
  };
  if (outcome instanceof TransportError) {
    const message = `No whole answer from Stripe to ${endpoint} ${tries}: ${outcome.message}`;
    return new RetryLaterError({ ...shared, code: "SAEP-1103", message, cause: outcome });
  }
  if (outcome.status === 200) {
    const message = `The answer of Stripe to ${endpoint} is not whole JSON ${tries}`;
    return new RetryLaterError({ ...shared, code: "SAEP-1106", message, ...requestId(outcome) });
  }
  const message = `Stripe answered ${outcome.status} to ${endpoint} ${tries}: ${redact(readErrorBody(outcome).message ?? "no message")}`;
  return new RetryLaterError({ ...shared, code: "SAEP-1103", message, ...requestId(outcome) });
}

function requestId(response: TransportResponse): { readonly requestId?: string } {
  const id = response.headers["request-id"];
  return id === undefined ? {} : { requestId: id };
}
