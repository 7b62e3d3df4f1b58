import { StoppedError } from "../errors.ts";
import { notWholeJson, type StripeClient } from "./client.ts";

/** Whose data the key opens. */
export interface StripeAccount {
  /** `acct_…` */
  readonly id: string;
  readonly displayName: string | undefined;
  readonly country: string | undefined;
  readonly defaultCurrency: string | undefined;
  /** Milliseconds since 1970 by Stripe's clock, when it answered. */
  readonly respondedAt: number;
}

/** `GET /v1/account`: the account that the credential belongs to (or the connected one the client was made for). */
export async function readAccount(client: StripeClient, signal?: AbortSignal): Promise<StripeAccount> {
  const answer = await client.list("/v1/account", {}, signal);
  const account = parseObject(answer.body, "/v1/account");
  if (typeof account.id !== "string") {
    throw new StoppedError({ code: "SAEP-1104", message: "The answer of Stripe to GET /v1/account has no id" });
  }
  return {
    id: account.id,
    displayName: nameOf(account),
    country: text(account.country),
    defaultCurrency: text(account.default_currency),
    respondedAt: answer.respondedAt,
  };
}

function nameOf(account: Record<string, unknown>): string | undefined {
  const settings = record(account.settings);
  const dashboard = record(settings?.dashboard);
  const profile = record(account.business_profile);
  return text(dashboard?.display_name) ?? text(profile?.name);
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Small bodies only: pages of objects are parsed by the page mapper. Throws `RetryLaterError` when it is not JSON. */
export function parseObject(body: Uint8Array, where: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>;
  } catch (error) {
    throw notWholeJson(where, error);
  }
}
