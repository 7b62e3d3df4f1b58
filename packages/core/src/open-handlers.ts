import type { ConnectorConfig } from "./config.ts";
import type { PlatformClient } from "./platform/client.ts";
import type { Ports } from "./ports/ports.ts";
import type { ProvisionKind } from "./provision/desired-object.ts";
import type { KindHandler } from "./provision/far-side.ts";
import { flowEntityHandler } from "./provision/kinds/flow-entities.ts";
import { mappingSetHandler } from "./provision/kinds/mapping-sets.ts";
import { webhookEndpointHandler } from "./provision/kinds/webhook-endpoints.ts";
import type { StripeCredential } from "./stripe/client.ts";

/** File of the `Files` port that holds the signing secret of the endpoint that apply made. */
export const webhookSecretFile = "secrets/webhook-stripe";

/** The services besides the sandbox's own: Adobe's Flow Service and Data Prep for its runner, and Stripe's webhooks. */
export function openHandlers(
  config: ConnectorConfig,
  ports: Ports,
  client: PlatformClient,
  credential: StripeCredential,
): Partial<Readonly<Record<ProvisionKind, KindHandler>>> {
  const secrets = { stripeKey: () => credential.current(), clock: ports.clock };
  const { baseUrl, apiVersion, connectedAccount: account } = config.stripe;
  const stripe = { baseUrl, apiVersion, credential, account };
  return {
    "mapping-set": mappingSetHandler(client),
    "base-connection": flowEntityHandler(client, "base-connection", secrets),
    "source-connection": flowEntityHandler(client, "source-connection", secrets),
    "target-connection": flowEntityHandler(client, "target-connection", secrets),
    flow: flowEntityHandler(client, "flow", secrets),
    "webhook-endpoint": webhookEndpointHandler(stripe, ports, (secret) =>
      ports.files.write(webhookSecretFile, Buffer.from(`${secret.reveal()}\n`)),
    ),
  };
}
