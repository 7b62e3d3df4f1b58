import { AccessError } from "../errors.ts";
import { patientRetryPolicy, readRetryAfter, type RetryPolicy } from "../http/retry-policy.ts";
import { type RequestPorts, sendRequest } from "../http/send-request.ts";
import { TransportError, type TransportResponse } from "../ports/ports.ts";
import { Secret } from "../secret.ts";
import { readProblem, unavailableError } from "./errors.ts";

export interface AccessTokenOptions {
  /** `https://ims-na1.adobelogin.com` */
  readonly imsUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly retryPolicy?: RetryPolicy;
}

const scopes = "openid,AdobeID,read_organizations,additional_info.projectedProductContext,session";
const where = "POST /ims/token/v3";

/** Renewed this long before its end, so that no request leaves with a token that dies on the way. */
const renewBeforeMilliseconds = 500_000;

/** The token of OAuth server-to-server: asked for once, shared by all who wait, renewed before it ends (24 hours). */
export class AccessToken {
  readonly #options: AccessTokenOptions;
  readonly #ports: RequestPorts;
  #current: { readonly token: Secret; readonly renewAt: number } | undefined;
  #pending: Promise<Secret> | undefined;

  constructor(options: AccessTokenOptions, ports: RequestPorts) {
    this.#options = options;
    this.#ports = ports;
  }

  async current(): Promise<Secret> {
    if (this.#current !== undefined && this.#ports.clock.now() < this.#current.renewAt) return this.#current.token;
    this.#pending ??= this.#request().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  /** The platform refused this token: the next `current` asks for a new one, unless somebody already has. */
  discard(token: Secret): void {
    if (this.#current?.token === token) this.#current = undefined;
  }

  async #request(): Promise<Secret> {
    const askedAt = this.#ports.clock.now();
    const response = await sendRequest(this.#ports, {
      build: () => ({
        method: "POST",
        url: `${this.#options.imsUrl}/ims/token/v3`,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: Buffer.from(this.#form()),
        timeoutMilliseconds: 30_000,
      }),
      judge: (outcome) => {
        if (outcome instanceof TransportError) return { kind: "retry" };
        if (outcome.status === 200) return { kind: "accept" };
        if (outcome.status === 429 || outcome.status >= 500) {
          const retryAfterMilliseconds = readRetryAfter(outcome.headers["retry-after"], this.#ports.clock.now());
          return { kind: "retry", retryAfterMilliseconds };
        }
        return { kind: "fail", error: refused(outcome) };
      },
      exhausted: (outcome, attempts, retryAfterMilliseconds) =>
        unavailableError(outcome, where, { attempts, retryAfterMilliseconds, safe: true }),
      policy: this.#options.retryPolicy ?? patientRetryPolicy,
    });
    const { token, expiresInSeconds } = readToken(response);
    const lifetime = Math.max(expiresInSeconds * 1000 - renewBeforeMilliseconds, expiresInSeconds * 500);
    this.#current = { token, renewAt: askedAt + lifetime };
    return token;
  }

  #form(): string {
    return new URLSearchParams({
      grant_type: "client_credentials",
      client_id: this.#options.clientId,
      client_secret: this.#options.clientSecret.reveal(),
      scope: scopes,
    }).toString();
  }
}

function readToken(response: TransportResponse): { readonly token: Secret; readonly expiresInSeconds: number } {
  let answer: Record<string, unknown> = {};
  try {
    answer = JSON.parse(Buffer.from(response.body).toString()) as Record<string, unknown>;
  } catch {
    // Falls through to the check below: an answer that is not JSON holds no token.
  }
  if (typeof answer.access_token !== "string") throw refused(response);
  const lifetime = answer.expires_in;
  return {
    token: new Secret(answer.access_token),
    expiresInSeconds: typeof lifetime === "number" ? lifetime : 3600,
  };
}

function refused(response: TransportResponse): AccessError {
  const problem = readProblem(response);
  return new AccessError({
    code: "SAEP-1201",
    message: `Adobe's identity service gave no token (${response.status}${problem.code === undefined ? "" : ` ${problem.code}`}): ${problem.message}`,
    where,
    next: "Check client id and secret of the OAuth server-to-server credential in Adobe's Developer Console.",
    ...(problem.requestId === undefined ? {} : { requestId: problem.requestId }),
  });
}
