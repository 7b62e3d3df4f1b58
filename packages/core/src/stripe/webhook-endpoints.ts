import { createHash } from "node:crypto";

import { patientRetryPolicy, type RetryPolicy } from "../http/retry-policy.ts";
import { sendRequest, type RequestPorts } from "../http/send-request.ts";
import { TransportError, type TransportRequest } from "../ports/ports.ts";
import { Secret } from "../secret.ts";
import { parseObject } from "./account.ts";
import type { StripeClientOptions } from "./client.ts";
import { exhaustedError, finalError } from "./errors.ts";

/** Where Stripe sends events. */
export interface WebhookEndpoint {
  /** `we_…` */
  readonly id: string;
  readonly url: string;
  readonly enabled_events: readonly string[];
  readonly api_version: string | null;
  readonly description: string | null;
}

export interface NewWebhookEndpoint {
  readonly url: string;
  readonly enabled_events: readonly string[];
  readonly api_version: string;
  readonly description: string;
}

export type WebhookEndpointOptions = Pick<StripeClientOptions, "baseUrl" | "apiVersion" | "credential" | "account"> & {
  readonly retryPolicy?: RetryPolicy;
};

type Fields = Readonly<Record<string, string | readonly string[]>>;

/** Stripe's webhook endpoints: the only thing at Stripe that the connector ever writes. */
export function webhookEndpoints(options: WebhookEndpointOptions, ports: RequestPorts) {
  const call = async (method: "GET" | "POST" | "DELETE", path: string, fields: Fields = {}) => {
    const body = method === "POST" ? Buffer.from(encodeForm(fields)) : undefined;
    const where = `${method} /v1/webhook_endpoints`;
    const response = await sendRequest(ports, {
      build: () => buildRequest(options, method, path, body),
      judge: (outcome) => {
        if (outcome instanceof TransportError || outcome.status === 429 || outcome.status >= 500)
          return { kind: "retry" };
        if (outcome.status === 200 || (method === "DELETE" && outcome.status === 404)) return { kind: "accept" };
        return { kind: "fail", error: finalError(outcome, where) };
      },
      exhausted: (outcome, attempts, retryAfter) => exhaustedError(outcome, where, attempts, retryAfter),
      policy: options.retryPolicy ?? patientRetryPolicy,
    });
    return parseObject(response.body, where);
  };
  return {
    list: async (): Promise<readonly WebhookEndpoint[]> =>
      (await call("GET", "/v1/webhook_endpoints?limit=100")).data as readonly WebhookEndpoint[],

    /** The signing secret is told this once. */
    create: async (endpoint: NewWebhookEndpoint): Promise<{ readonly id: string; readonly secret: Secret }> => {
      const made = await call("POST", "/v1/webhook_endpoints", { ...endpoint });
      return { id: String(made.id), secret: new Secret(String(made.secret)) };
    },

    update: async (id: string, enabledEvents: readonly string[]): Promise<void> => {
      await call("POST", `/v1/webhook_endpoints/${id}`, { enabled_events: enabledEvents });
    },

    remove: async (id: string): Promise<void> => {
      await call("DELETE", `/v1/webhook_endpoints/${id}`);
    },
  };
}

async function buildRequest(
  { baseUrl, apiVersion, credential, account }: WebhookEndpointOptions,
  method: string,
  path: string,
  body: Uint8Array | undefined,
): Promise<TransportRequest> {
  const headers: Record<string, string> = {
    authorization: `Bearer ${(await credential.current()).reveal()}`,
    "stripe-version": apiVersion,
  };
  if (account !== undefined) headers["stripe-account"] = account;
  if (body === undefined) return { method, url: `${baseUrl}${path}`, headers, timeoutMilliseconds: 80_000 };
  headers["content-type"] = "application/x-www-form-urlencoded";
  // The same body is the same wish: a repeated request whose answer was lost makes no second endpoint.
  headers["idempotency-key"] = createHash("sha256").update(path).update(body).digest("hex");
  return { method, url: `${baseUrl}${path}`, headers, body, timeoutMilliseconds: 80_000 };
}

function encodeForm(fields: Fields): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === "string") form.append(name, value);
    else for (const item of value) form.append(`${name}[]`, item);
  }
  return form.toString();
}
