import { createStripe, createWorld, listen, systemClock } from "@stripe-aep/simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { nodePorts, type NodePorts } from "../../src/ports/node-ports.ts";
import { webhookEndpointHandler } from "../../src/provision/kinds/webhook-endpoints.ts";
import { Secret } from "../../src/secret.ts";

const wanted = {
  url: "https://example.com/webhooks/stripe/stripe",
  api_version: "2025-02-24.acacia",
  description: "stripe-aep",
  enabled_events: ["charge.succeeded", "charge.refunded"],
};

let ports: NodePorts;
let stop: () => Promise<void>;
const kept: Secret[] = [];
let handler: ReturnType<typeof webhookEndpointHandler>;

beforeAll(async () => {
  const world = createWorld({ seed: 1, objects: 12, clock: systemClock });
  const stripe = createStripe(world, { sendWebhook: () => Promise.resolve({ status: 200 }) });
  const listener = await listen(stripe.handle);
  ports = nodePorts({ stateFolder: "." });
  const key = new Secret(stripe.keys.secret);
  handler = webhookEndpointHandler(
    {
      baseUrl: listener.url,
      apiVersion: "2025-02-24.acacia",
      credential: { current: () => Promise.resolve(key), refused: () => Promise.resolve(false) },
    },
    ports,
    (secret) => Promise.resolve(void kept.push(secret)),
  );
  stop = async () => {
    await ports.close();
    await listener.stop();
  };
});
afterAll(() => stop());

describe("Stripe's webhook endpoint", () => {
  it("is made, found again, changed and removed, and its signing secret is kept and never shown", async () => {
    const id = await handler.create(wanted);
    expect(kept[0]?.reveal()).toMatch(/^whsec_/);
    const [made] = await handler.list();
    expect(made).toMatchObject({ id, naturalKey: wanted.url, body: { api_version: wanted.api_version } });
    expect(JSON.stringify(made)).not.toContain("whsec_");

    await handler.change({ ...wanted, enabled_events: ["charge.succeeded"] }, made!, []);
    expect((await handler.list())[0]?.body.enabled_events).toEqual(["charge.succeeded"]);
    await handler.remove?.(id);
    await handler.remove?.(id);
    expect(await handler.list()).toEqual([]);
  });
});
