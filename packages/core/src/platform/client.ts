import { patientRetryPolicy, readRetryAfter, type RetryPolicy } from "../http/retry-policy.ts";
import { type Outcome, type RequestPorts, sendRequest, type Verdict } from "../http/send-request.ts";
import { TransportError, type TransportRequest, type TransportResponse } from "../ports/ports.ts";
import type { Secret } from "../secret.ts";
import { AccessToken } from "./access-token.ts";
import { finalError, unavailableError } from "./errors.ts";

/** Where Experience Platform is, and as whom it is asked. */
export interface PlatformClientOptions {
  /** `https://platform.adobe.io` */
  readonly baseUrl: string;
  /** `https://ims-na1.adobelogin.com` */
  readonly imsUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** `x-api-key`; usually the client id. */
  readonly apiKey: string;
  /** `…@AdobeOrg` */
  readonly imsOrganization: string;
  readonly sandbox: string;
  /** Default 60,000. Uploads are given more by their size. */
  readonly timeoutMilliseconds?: number;
  readonly retryPolicy?: RetryPolicy;
}

interface PlatformRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** From the host on (`/data/foundation/catalog/dataSets`), or a whole address that the platform itself gave. */
  readonly path: string;
  readonly query?: PlatformQuery | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is; `content-type` stands in `headers`. */
  readonly body?: Uint8Array;
  /**
   * Whether repeating the request after a lost answer changes nothing. Default: GET, HEAD, PUT and DELETE are safe, POST and
   * PATCH are not and are repeated only when the platform surely did nothing.
   */
  readonly safe?: boolean;
  /** Statuses besides 2xx that are answers, not errors. */
  readonly accept?: readonly number[];
  readonly timeoutMilliseconds?: number;
  readonly signal?: AbortSignal | undefined;
}

export type PlatformQuery = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

interface PlatformAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The body as JSON; undefined when it is empty. */
  json(): unknown;
}

/** Requests to one organisation and sandbox with the four headers that every service wants. */
export interface PlatformClient {
  readonly imsOrganization: string;
  readonly sandbox: string;
  readonly ports: RequestPorts;
  /** Throws `PlatformRefusedError`, `PlatformAccessError` or `PlatformUnavailableError`. */
  send(request: PlatformRequest): Promise<PlatformAnswer>;
}

/** Asks nobody until its first request; access tokens are fetched, kept and renewed inside. */
export function createPlatformClient(options: PlatformClientOptions, ports: RequestPorts): PlatformClient {
  const sender = new PlatformSender(options, ports);
  return {
    imsOrganization: options.imsOrganization,
    sandbox: options.sandbox,
    ports,
    send: (request) => sender.send(request),
  };
}

class PlatformSender {
  readonly #options: PlatformClientOptions;
  readonly #ports: RequestPorts;
  readonly #token: AccessToken;

  constructor(options: PlatformClientOptions, ports: RequestPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#token = new AccessToken(options, ports);
  }

  async send(request: PlatformRequest): Promise<PlatformAnswer> {
    const where = `${request.method} ${request.path.replace(/^https?:\/\/[^/]+/, "").replace(/\?.*/, "")}`;
    const safe = request.safe ?? !["POST", "PATCH"].includes(request.method);
    let token: Secret | undefined;
    let renewed = false;
    const response = await sendRequest(this.#ports, {
      build: async () => {
        token = await this.#token.current();
        return this.#transportRequest(request, token);
      },
      judge: (outcome, attempt) => {
        if (!(outcome instanceof TransportError) && isTokenRefused(outcome) && !renewed && token !== undefined) {
          renewed = true;
          this.#token.discard(token);
          return { kind: "retry", retryAfterMilliseconds: 0 };
        }
        return this.#judge(outcome, attempt, { request, where, safe });
      },
      exhausted: (outcome, attempts, retryAfterMilliseconds) =>
        unavailableError(outcome, where, { attempts, retryAfterMilliseconds, safe }),
      policy: this.#options.retryPolicy ?? patientRetryPolicy,
      signal: request.signal,
    });
    return answerOf(response);
  }

  #transportRequest(request: PlatformRequest, token: Secret): TransportRequest {
    const body = request.json === undefined ? request.body : Buffer.from(JSON.stringify(request.json));
    return {
      method: request.method,
      url: `${request.path.startsWith("http") ? "" : this.#options.baseUrl}${request.path}${queryString(request)}`,
      headers: {
        authorization: `Bearer ${token.reveal()}`,
        "x-api-key": this.#options.apiKey,
        "x-gw-ims-org-id": this.#options.imsOrganization,
        "x-sandbox-name": this.#options.sandbox,
        ...(request.json === undefined ? {} : { "content-type": "application/json" }),
        ...request.headers,
      },
      ...(body === undefined ? {} : { body }),
      timeoutMilliseconds: request.timeoutMilliseconds ?? this.#options.timeoutMilliseconds ?? 60_000,
    };
  }

  #judge(
    outcome: Outcome,
    attempt: number,
    facts: { readonly request: PlatformRequest; readonly where: string; readonly safe: boolean },
  ): Verdict {
    const { safe, where, request } = facts;
    if (outcome instanceof TransportError) {
      if (safe || !outcome.mayHaveBeenCarriedOut) return { kind: "retry" };
      return { kind: "fail", error: unavailableError(outcome, where, { attempts: attempt, safe }) };
    }
    if (isCutJson(outcome)) {
      const cut = new TransportError("truncated", "the answer is not whole JSON");
      return safe
        ? { kind: "retry" }
        : { kind: "fail", error: unavailableError(cut, where, { attempts: attempt, safe }) };
    }
    if ((outcome.status >= 200 && outcome.status < 300) || request.accept?.includes(outcome.status) === true) {
      return { kind: "accept" };
    }
    const retryAfterMilliseconds = readRetryAfter(outcome.headers["retry-after"], this.#ports.clock.now());
    // 429 is said before the work begins; a gateway says 5xx also after it.
    if (outcome.status === 429) return { kind: "retry", retryAfterMilliseconds };
    if (outcome.status < 500 || outcome.status === 501) return { kind: "fail", error: finalError(outcome, where) };
    if (safe) return { kind: "retry", retryAfterMilliseconds };
    return {
      kind: "fail",
      error: unavailableError(outcome, where, { attempts: attempt, retryAfterMilliseconds, safe }),
    };
  }
}

/** Data collection has no gateway before it and says 403 of a token that has ended. */
function isTokenRefused(response: TransportResponse): boolean {
  if (response.status !== 403) return response.status === 401;
  return Buffer.from(response.body).includes("data-collection-service-authorization");
}

/** A gateway may cut an answer, or put a page of its own in its place, and call it a success. */
function isCutJson(response: TransportResponse): boolean {
  if (response.status < 200 || response.status >= 300 || response.body.length === 0) return false;
  if (!(response.headers["content-type"] ?? "").includes("json")) return false;
  try {
    JSON.parse(Buffer.from(response.body).toString());
    return false;
  } catch {
    return true;
  }
}

function answerOf(response: TransportResponse): PlatformAnswer {
  return {
    status: response.status,
    headers: response.headers,
    body: response.body,
    json: () => {
      const text = Buffer.from(response.body).toString();
      return text.trim() === "" ? undefined : (JSON.parse(text) as unknown);
    },
  };
}

function queryString(request: PlatformRequest): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value === undefined) continue;
    for (const item of Array.isArray(value) ? (value as readonly string[]) : [String(value)])
      parameters.append(name, item);
  }
  // A plus is a blank in a form only; Adobe's filters and orders take it as it stands.
  const text = parameters.toString().replaceAll("+", "%20");
  if (text === "") return "";
  return `${request.path.includes("?") ? "&" : "?"}${text}`;
}
