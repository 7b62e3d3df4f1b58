import type { SimulatedRequest } from "../request.ts";
import type { StripeObject } from "../world/kinds.ts";
import { mix } from "../world/mix.ts";
import type { World } from "../world/world.ts";
import { fakeSecret, permissions, secretOf, type KeyRing } from "./keys.ts";
import { readParameters, type ParameterGroup } from "./parameters.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const YEAR = 365 * 24 * HOUR;

/** OAuth of Stripe Apps: access tokens live an hour, a refresh token a year and until it is used once. */
export interface OAuth {
  /** The secret key of whoever wrote the app: the user name of the token request. */
  readonly developerKey: string;
  /** What somebody who installs the app is sent back with: valid five minutes, once. */
  issueCode(): string;
  /** A refresh token, as if an installation had happened long ago. */
  issueRefreshToken(): string;
  /** The answer to `POST /v1/oauth/token`. */
  answer(request: SimulatedRequest): { readonly status: number; readonly body: StripeObject };
}

export function createOAuth(world: World, keys: KeyRing): OAuth {
  const { account, clock } = world;
  const mode = account.livemode ? "live" : "test";
  const developerKey = fakeSecret(`sk_${mode}_`, mix(account.seed, 211));
  const validUntil = new Map<string, number>();
  let count = 0;
  const issue = (prefix: string, lifetime: number): string => {
    const token = fakeSecret(prefix, mix(account.seed, 212, count++), 32);
    validUntil.set(token, clock.now() + lifetime);
    return token;
  };
  /** Whatever is exchanged dies with it. */
  const spend = (token: string): boolean => {
    const until = validUntil.get(token);
    validUntil.delete(token);
    return until !== undefined && clock.now() < until;
  };
  const grant = (owner: "stripe_user_id" | "account_id"): StripeObject => {
    const accessToken = fakeSecret(`sk_${mode}_`, mix(account.seed, 213, count++), 32);
    keys.add({
      secret: accessToken,
      livemode: account.livemode,
      permissions: [...permissions],
      expiresAt: clock.now() + HOUR,
    });
    return {
      access_token: accessToken,
      livemode: account.livemode,
      refresh_token: issue("rt_", YEAR),
      scope: "stripe_apps",
      [owner]: account.identifiers.accountId,
      token_type: "bearer",
    };
  };
  return {
    developerKey,
    issueCode: () => issue("ac_", 5 * MINUTE),
    issueRefreshToken: () => issue("rt_", YEAR),
    answer: (request) => {
      if (secretOf(request.headers.authorization) !== developerKey) {
        return refusal(401, "invalid_client", "No such API key, or it is not the key of the app's developer.");
      }
      const parameters = readParameters(new TextDecoder().decode(request.body));
      if (parameters.grant_type === "authorization_code") {
        if (!spend(text(parameters, "code")))
          return refusal(400, "invalid_grant", "This authorization code has been used or has expired.");
        return { status: 200, body: grant("stripe_user_id") };
      }
      if (parameters.grant_type === "refresh_token") {
        if (!spend(text(parameters, "refresh_token")))
          return refusal(400, "invalid_grant", "Refresh token is invalid, expired, or was used already.");
        return { status: 200, body: grant("account_id") };
      }
      return refusal(400, "unsupported_grant_type", "grant_type must be authorization_code or refresh_token.");
    },
  };
}

function text(parameters: ParameterGroup, name: string): string {
  const value = parameters[name];
  return typeof value === "string" ? value : "";
}

/** OAuth has its own error format, apart from the rest of the API. */
function refusal(status: number, error: string, description: string): { status: number; body: StripeObject } {
  return { status, body: { error, error_description: description } };
}
