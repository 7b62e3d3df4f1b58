import { AccessError, type ConnectorError, RetryLaterError } from "../errors.ts";
import { redact } from "../http/redaction.ts";
import { type Clock, type Transport, TransportError, type TransportResponse } from "../ports/ports.ts";
import { Secret } from "../secret.ts";
import { readErrorBody } from "./errors.ts";

/** Access tokens of Stripe Apps live an hour; the answer does not say so. */
const accessTokenLifetimeMilliseconds = 3_600_000;

export interface TokenRequest {
  /** `https://api.stripe.com` */
  readonly baseUrl: string;
  /** The app developer's secret key: user name of Basic authentication, with an empty password. */
  readonly appKey: Secret;
  readonly grant:
    | { readonly kind: "authorization-code"; readonly code: Secret }
    | { readonly kind: "refresh-token"; readonly refreshToken: Secret };
}

/** The new pair. The old refresh token is dead from the moment Stripe answered. */
interface IssuedTokens {
  readonly accessToken: Secret;
  readonly refreshToken: Secret;
  readonly livemode: boolean;
  /** `acct_…` */
  readonly account: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What came of one exchange. It is never repeated here: only the caller knows whether the old token may be used again. */
export type TokenOutcome =
  | { readonly kind: "issued"; readonly tokens: IssuedTokens }
  /** Stripe said no: a token that was used before, has expired, or was revoked. */
  | { readonly kind: "refused"; readonly error: AccessError }
  /** Nothing happened at Stripe: the same token may be tried again. */
  | { readonly kind: "not-carried-out"; readonly error: ConnectorError }
  /** Stripe may have issued a new pair, and it was lost on the way. */
  | { readonly kind: "answer-lost"; readonly error: ConnectorError };

/** `POST /v1/oauth/token`, one attempt. */
export async function exchangeToken(
  ports: { readonly clock: Clock; readonly transport: Transport },
  request: TokenRequest,
  signal?: AbortSignal,
): Promise<TokenOutcome> {
  const sentAt = ports.clock.now();
  try {
    const response = await ports.transport.send({
      method: "POST",
      url: `${request.baseUrl}/v1/oauth/token`,
      headers: {
        authorization: `Basic ${Buffer.from(`${request.appKey.reveal()}:`).toString("base64")}`,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: Buffer.from(form(request.grant)),
      timeoutMilliseconds: 30_000,
      ...(signal === undefined ? {} : { signal }),
    });
    return judge(response, sentAt);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return error.mayHaveBeenCarriedOut
      ? { kind: "answer-lost", error: lostAnswer(error.message, error) }
      : { kind: "not-carried-out", error: later(`No connection to Stripe: ${error.message}`, error) };
  }
}

function form(grant: TokenRequest["grant"]): string {
  return grant.kind === "refresh-token"
    ? `grant_type=refresh_token&refresh_token=${encodeURIComponent(grant.refreshToken.reveal())}`
    : `grant_type=authorization_code&code=${encodeURIComponent(grant.code.reveal())}`;
}

function judge(response: TransportResponse, sentAt: number): TokenOutcome {
  const body = readErrorBody(response);
  const said = redact(body.message ?? body.code ?? "no message");
  if (response.status === 200) return readTokens(response, sentAt);
  if (response.status === 429) return { kind: "not-carried-out", error: later(`Stripe answered 429: ${said}`) };
  if (response.status >= 500)
    return { kind: "answer-lost", error: lostAnswer(`Stripe answered ${response.status}: ${said}`) };
  const error = new AccessError({
    code: "SAEP-1108",
    message: `Stripe refused to renew the credential (${response.status}): ${said}`,
    where: "POST /v1/oauth/token",
    next: "Install the app again and put its new refresh token into the settings: it is taken when the old one is refused.",
    ...(response.headers["request-id"] === undefined ? {} : { requestId: response.headers["request-id"] }),
  });
  return { kind: "refused", error };
}

/** The same refusal, of a token whose last exchange began at `since` (milliseconds since 1970) and never came to an end. */
export function renewalRefused(error: AccessError, since: number): AccessError {
  return new AccessError({
    code: "SAEP-1108",
    message: `${error.message} A renewal that began at ${new Date(since).toISOString()} never came to its end: the process died or the answer was lost, and the new token with it.`,
    where: "POST /v1/oauth/token",
    next: error.next,
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
    cause: error,
  });
}

function readTokens(response: TransportResponse, sentAt: number): TokenOutcome {
  const answer = parse(response.body);
  const { access_token: access, refresh_token: refresh } = answer;
  if (typeof access !== "string" || typeof refresh !== "string") {
    return { kind: "answer-lost", error: lostAnswer("the answer holds no tokens") };
  }
  const account = answer.stripe_user_id ?? answer.account_id;
  return {
    kind: "issued",
    tokens: {
      accessToken: new Secret(access),
      refreshToken: new Secret(refresh),
      livemode: answer.livemode === true,
      account: typeof account === "string" ? account : undefined,
      // Counted from before the request left, so that the token is never taken for younger than it is.
      expiresAt: sentAt + accessTokenLifetimeMilliseconds,
    },
  };
}

function parse(body: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function lostAnswer(reason: string, cause?: unknown): RetryLaterError {
  return new RetryLaterError({
    code: "SAEP-1109",
    message: `The answer to a credential renewal was lost: ${reason}`,
    where: "POST /v1/oauth/token",
    next: "Run the command again; if Stripe then refuses the token, install the app again.",
    ...(cause === undefined ? {} : { cause }),
  });
}

function later(message: string, cause?: unknown): RetryLaterError {
  return new RetryLaterError({
    code: "SAEP-1103",
    message,
    where: "POST /v1/oauth/token",
    next: "Run the same command again later.",
    ...(cause === undefined ? {} : { cause }),
  });
}
