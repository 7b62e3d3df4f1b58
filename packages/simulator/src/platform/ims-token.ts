import type { SimulatedClock } from "../clock.ts";
import type { SimulatedResponse } from "../request.ts";
import { json, type PlatformRequest } from "./exchange.ts";
import type { Ids } from "./ids.ts";
import type { PlatformSettings } from "./settings.ts";

/** Seconds that a token lives, as `expires_in` says. */
const TOKEN_SECONDS = 86_399;

/** The tokens that IMS has given out and the gateway believes. */
export interface AccessTokens {
  issue(): string;
  isValid(token: string): boolean;
  /** Every token given so far ends now. */
  expireAll(): void;
}

export function createAccessTokens(clock: SimulatedClock, ids: Ids, first: string): AccessTokens {
  const expiry = new Map<string, number>([[first, Number.POSITIVE_INFINITY]]);
  return {
    issue: () => {
      const token = `eyJhbGciOiJub25lIn0.fake-${ids.hex(32)}.simulated`;
      expiry.set(token, clock.now() + TOKEN_SECONDS * 1000);
      return token;
    },
    isValid: (token) => (expiry.get(token) ?? 0) > clock.now(),
    expireAll: () => expiry.clear(),
  };
}

/** `POST /ims/token/v3` (form body) and `/v2` (query parameters): OAuth server-to-server credentials. */
export function answerTokenRequest(
  request: PlatformRequest,
  settings: PlatformSettings,
  tokens: AccessTokens,
): SimulatedResponse {
  if (request.method !== "POST") return refusal(405, "invalid_request", "Only POST is supported.");
  const form = new URLSearchParams(request.query);
  for (const [name, value] of new URLSearchParams(new TextDecoder().decode(request.body))) form.set(name, value);

  for (const name of ["grant_type", "client_id", "client_secret", "scope"]) {
    if (!form.get(name)) return refusal(400, "invalid_request", `Missing required parameter: ${name}`);
  }
  if (form.get("grant_type") !== "client_credentials") {
    return refusal(400, "unsupported_grant_type", `unsupported grant_type: ${form.get("grant_type") ?? ""}`);
  }
  if (form.get("client_id") !== settings.clientId) return refusal(400, "invalid_client", "invalid client_id parameter");
  if (form.get("client_secret") !== settings.clientSecret) {
    return refusal(400, "invalid_client", "invalid client_secret parameter");
  }
  return json(200, { access_token: tokens.issue(), token_type: "bearer", expires_in: TOKEN_SECONDS });
}

function refusal(status: number, error: string, description: string): SimulatedResponse {
  return json(status, { error, error_description: description });
}
