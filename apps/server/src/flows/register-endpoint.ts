import { resourceNames, resources, RetryLaterError, StoppedError } from "@stripe-aep/core";
import { openAuth, type StoredEntity } from "@stripe-aep/core/flow-service";
import { refusePrivateAddress } from "../http/safe-address.ts";
import type { Service } from "../service.ts";

export interface RegisteredEndpoint {
  readonly endpointId: string;
  /** `whsec_…`: Stripe shows it once. */
  readonly secret: string;
}

/** Makes a webhook endpoint at Stripe for the events that our resources need; an earlier one of ours is taken away after. */
export async function registerEndpoint(
  service: Service,
  connection: StoredEntity,
  url: string,
): Promise<RegisteredEndpoint> {
  // Stripe reaches only public addresses; the simulated account reaches this machine.
  if (service.sandbox === undefined) await refusePrivateAddress(url, service.settings.allowPrivateUrls);
  const key = String(openAuth(service.backend, connection).accessToken);
  const form = new URLSearchParams({ url, api_version: service.settings.stripeApiVersion, description: "stripe-aep" });
  const types = new Set(resourceNames.flatMap((name) => resources[name].eventTypes));
  for (const type of types) form.append("enabled_events[]", type);
  const made = await send(service, key, "POST", "/v1/webhook_endpoints", form);
  const before = connection.hidden.webhookEndpoint;
  if (typeof before === "string")
    await send(service, key, "DELETE", `/v1/webhook_endpoints/${encodeURIComponent(before)}`).catch(() => undefined);
  if (typeof made.id !== "string" || typeof made.secret !== "string") {
    throw new StoppedError({
      code: "SAEP-1104",
      message: "Stripe made a webhook endpoint without telling its secret.",
    });
  }
  return { endpointId: made.id, secret: made.secret };
}

async function send(
  service: Service,
  key: string,
  method: string,
  path: string,
  form?: URLSearchParams,
): Promise<Readonly<Record<string, unknown>>> {
  const response = await service.ports.transport.send({
    method,
    url: `${service.stripeUrl}${path}`,
    headers: {
      authorization: `Bearer ${key}`,
      "stripe-version": service.settings.stripeApiVersion,
      ...(form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
    },
    ...(form === undefined ? {} : { body: Buffer.from(form.toString()) }),
    timeoutMilliseconds: 20_000,
  });
  if (response.status >= 500) {
    throw new RetryLaterError({
      code: "SAEP-1106",
      message: `Stripe answered ${response.status} to ${method} ${path}.`,
    });
  }
  const body = JSON.parse(Buffer.from(response.body).toString() || "{}") as Readonly<Record<string, unknown>>;
  if (response.status < 300) return body;
  const { message = "no message" } = (body.error ?? {}) as { readonly message?: string };
  throw new StoppedError({
    code: "SAEP-1104",
    message: `Stripe answered ${response.status} to ${method} ${path}: ${message}`,
    next: "The key needs write access to Webhook Endpoints; or make the endpoint in Stripe's dashboard and give its secret.",
  });
}
