import type { RequestPorts } from "../../http/send-request.ts";
import type { Secret } from "../../secret.ts";
import {
  webhookEndpoints,
  type NewWebhookEndpoint,
  type WebhookEndpointOptions,
} from "../../stripe/webhook-endpoints.ts";
import type { KindHandler } from "../far-side.ts";
import { isArray, textOf, type JsonObject } from "../json.ts";

/** Stripe's webhook endpoint. Its signing secret is told once, so it is kept before anything else happens. */
export function webhookEndpointHandler(
  options: WebhookEndpointOptions,
  ports: RequestPorts,
  keepSecret: (secret: Secret) => Promise<void>,
): KindHandler {
  const endpoints = webhookEndpoints(options, ports);
  return {
    list: async () =>
      (await endpoints.list()).map((endpoint) => ({
        id: endpoint.id,
        kind: "webhook-endpoint",
        naturalKey: endpoint.url,
        body: endpoint as unknown as JsonObject,
      })),
    create: async (body) => {
      const { id, secret } = await endpoints.create(body as unknown as NewWebhookEndpoint);
      await keepSecret(secret);
      return id;
    },
    change: (body, observed) =>
      endpoints.update(observed.id, isArray(body.enabled_events) ? body.enabled_events.map(textOf) : []),
    remove: (id) => endpoints.remove(id),
  };
}
