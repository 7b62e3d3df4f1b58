import { RetryLaterError } from "../errors.ts";
import type { Governor } from "../http/governor.ts";
import { patientRetryPolicy, readRetryAfter, type RetryPolicy } from "../http/retry-policy.ts";
import { type Outcome, type RequestPorts, sendRequest, type Verdict } from "../http/send-request.ts";
import { TransportError, type TransportRequest, type TransportResponse } from "../ports/ports.ts";
import { Secret } from "../secret.ts";
import { exhaustedError, finalError, readErrorBody } from "./errors.ts";

/** The key or token of one account and mode. */
export interface StripeCredential {
  current(): Promise<Secret>;
  /** Stripe answered 401 to this token; true when there is another one by now and the request should be repeated. */
  refused(token: Secret): Promise<boolean>;
}

/** Where Stripe is, in which version, and as whom it is asked. */
export interface StripeClientOptions {
  readonly baseUrl: string;
  /** Sent as `Stripe-Version` with every call. */
  readonly apiVersion: string;
  readonly credential: StripeCredential;
  /** `acct_…` of a connected account, sent as `Stripe-Account`. */
  readonly account?: string | undefined;
  /** Milliseconds from the first byte sent to the last received; default 80,000, as Stripe's own SDK. */
  readonly timeoutMilliseconds?: number;
  readonly retryPolicy?: RetryPolicy;
}

/** A whole answer of Stripe: the bytes, and who answered when. */
export interface StripeAnswer {
  readonly body: Uint8Array;
  /** Milliseconds since 1970 by Stripe's clock: its `Date` header, whole seconds. */
  readonly respondedAt: number;
  readonly requestId: string | undefined;
  readonly apiVersion: string;
}

interface StripeMissing {
  readonly missing: true;
  readonly respondedAt: number;
  readonly requestId: string | undefined;
}

/** Query parameters; a list repeats its name (`types[]`). */
export type StripeParameters = Readonly<Record<string, string | number | readonly string[]>>;

/** Reads of one Stripe account. Retries of 429, 5xx, cut and lost answers are inside. */
export interface StripeClient {
  /** One page. Throws `CursorGoneError`, `EventsExpiredError`, `PermissionError`, `AccessError`, `RetryLaterError`. */
  list(path: string, parameters: StripeParameters, signal?: AbortSignal): Promise<StripeAnswer>;
  /** One object by path (`/v1/charges/ch_…`); 404 is an answer here, not an error. */
  retrieve(path: string, signal?: AbortSignal): Promise<StripeAnswer | StripeMissing>;
  /** Requests to this path that are ready and wait for the governor: more of them would only wait longer. */
  waiting(path: string): number;
}

/** Asks nobody until its first request. */
export function createStripeClient(
  options: StripeClientOptions,
  ports: RequestPorts,
  governor: Governor,
): StripeClient {
  const reader = new StripeReader(options, ports, governor);
  return {
    list: async (path, parameters, signal) => reader.answer(await reader.get(path, parameters, signal)),
    retrieve: async (path, signal) => {
      const response = await reader.get(path, {}, signal, isMissing);
      const answer = reader.answer(response);
      return response.status === 404
        ? { missing: true, respondedAt: answer.respondedAt, requestId: answer.requestId }
        : answer;
    },
    waiting: (path) => reader.waiting(path),
  };
}

function isMissing(response: TransportResponse): boolean {
  return response.status === 404 && readErrorBody(response).code === "resource_missing";
}

class StripeReader {
  readonly #options: StripeClientOptions;
  readonly #ports: RequestPorts;
  readonly #governor: Governor;
  /** By endpoint. */
  readonly #waiting = new Map<string, number>();

  constructor(options: StripeClientOptions, ports: RequestPorts, governor: Governor) {
    this.#options = options;
    this.#ports = ports;
    this.#governor = governor;
  }

  /** `also` accepts answers other than a whole 200. */
  async get(
    path: string,
    parameters: StripeParameters,
    signal: AbortSignal | undefined,
    also: (response: TransportResponse) => boolean = () => false,
  ): Promise<TransportResponse> {
    const endpoint = endpointOf(path);
    const url = `${this.#options.baseUrl}${path}${queryString(path, parameters)}`;
    let token = new Secret("");
    return sendRequest(this.#ports, {
      build: async () => {
        token = await this.#options.credential.current();
        return this.#request(url, token);
      },
      beforeAttempt: () => this.#awaitTurn(endpoint, signal),
      afterAttempt: (outcome) => this.#report(endpoint, outcome),
      judge: (outcome, attempt) => this.#judge(outcome, { attempt, endpoint, also, token }),
      exhausted: (outcome, attempts, retryAfter) => exhaustedError(outcome, endpoint, attempts, retryAfter),
      policy: this.#options.retryPolicy ?? patientRetryPolicy,
      signal,
    });
  }

  waiting(path: string): number {
    return this.#waiting.get(endpointOf(path)) ?? 0;
  }

  async #awaitTurn(endpoint: string, signal: AbortSignal | undefined): Promise<void> {
    const count = (by: number) => this.#waiting.set(endpoint, (this.#waiting.get(endpoint) ?? 0) + by);
    count(1);
    try {
      await this.#governor.acquire(endpoint, signal);
    } finally {
      count(-1);
    }
  }

  answer(response: TransportResponse): StripeAnswer {
    const date = Date.parse(response.headers.date ?? "");
    return {
      body: response.body,
      // An answer without a date came through something that strips it; the own clock is the best that is left.
      respondedAt: Number.isNaN(date) ? this.#ports.clock.now() : date,
      requestId: response.headers["request-id"],
      apiVersion: response.headers["stripe-version"] ?? this.#options.apiVersion,
    };
  }

  #request(url: string, token: Secret): TransportRequest {
    const { apiVersion, account, timeoutMilliseconds = 80_000 } = this.#options;
    const headers: Record<string, string> = {
      authorization: `Bearer ${token.reveal()}`,
      "stripe-version": apiVersion,
    };
    if (account !== undefined) headers["stripe-account"] = account;
    return { method: "GET", url, headers, timeoutMilliseconds };
  }

  #report(endpoint: string, outcome: Outcome | undefined): void {
    if (outcome === undefined || outcome instanceof TransportError) {
      this.#governor.report(endpoint, { status: 0 });
      return;
    }
    const reason = outcome.headers["stripe-rate-limited-reason"];
    const retryAfter = readRetryAfter(outcome.headers["retry-after"], this.#ports.clock.now());
    this.#governor.report(endpoint, {
      status: outcome.status,
      ...(reason === undefined ? {} : { rateLimitedReason: reason }),
      ...(retryAfter === undefined ? {} : { retryAfterMilliseconds: retryAfter }),
    });
  }

  async #judge(
    outcome: Outcome,
    of: {
      readonly attempt: number;
      readonly endpoint: string;
      readonly also: (response: TransportResponse) => boolean;
      readonly token: Secret;
    },
  ): Promise<Verdict> {
    const { attempt, endpoint, also, token } = of;
    if (outcome instanceof TransportError) return { kind: "retry" };
    if (outcome.status === 200) return { kind: looksWhole(outcome.body) ? "accept" : "retry" };
    if (also(outcome)) return { kind: "accept" };
    if (outcome.status === 401 && (await this.#options.credential.refused(token))) return { kind: "retry" };
    if (!shouldRetry(outcome)) {
      const error = outcome.status >= 500 ? exhaustedError(outcome, endpoint, attempt) : finalError(outcome, endpoint);
      return { kind: "fail", error };
    }
    return {
      kind: "retry",
      retryAfterMilliseconds: readRetryAfter(outcome.headers["retry-after"], this.#ports.clock.now()),
    };
  }
}

/**
 * `Stripe-Should-Retry` decides when it is there; else 409 (conflict, lock), 424 (a dependency), 429 and 5xx come back.
 * A 429 is repeated even against the header: no read ever has a side effect.
 */
function shouldRetry(response: TransportResponse): boolean {
  if (response.status === 429) return true;
  const asked = response.headers["stripe-should-retry"];
  if (asked === "true") return true;
  if (asked === "false") return false;
  return response.status === 409 || response.status === 424 || response.status >= 500;
}

const openBrace = 0x7b;
const closeBrace = 0x7d;
const lastBlank = 0x20;

/** The cheap half of "is it JSON": an object from its first to its last byte. The mapper's parse is the other half. */
function looksWhole(body: Uint8Array): boolean {
  let end = body.length - 1;
  while (end > 0 && (body[end] ?? 0) <= lastBlank) end -= 1;
  let start = 0;
  while (start < end && (body[start] ?? 0) <= lastBlank) start += 1;
  return body[start] === openBrace && body[end] === closeBrace && end > start;
}

/** `/v1/charges/ch_1` is counted by Stripe as `GET /v1/charges/:id`, whatever the id. */
function endpointOf(path: string): string {
  const [pathname = path] = path.split("?");
  const parts = pathname.split("/");
  return `GET ${parts.map((part, index) => (index > 2 && index % 2 === 1 ? ":id" : part)).join("/")}`;
}

function queryString(path: string, parameters: StripeParameters): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.map((item: string) => `${encodeName(name)}=${encodeURIComponent(item)}`)
      : [`${encodeName(name)}=${encodeURIComponent(String(value))}`],
  );
  if (pairs.length === 0) return "";
  return `${path.includes("?") ? "&" : "?"}${pairs.join("&")}`;
}

/** Stripe writes brackets plainly (`created[gte]`), and so do we. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll("%5B", "[").replaceAll("%5D", "]");
}

/** A body that the client let pass and that does not parse after all. */
export function notWholeJson(where: string, cause: unknown): RetryLaterError {
  return new RetryLaterError({
    code: "SAEP-1106",
    message: `The answer of Stripe (${where}) is not whole JSON`,
    where,
    next: "Run the same command again; if it stays, look for a proxy that alters answers.",
    cause,
  });
}
