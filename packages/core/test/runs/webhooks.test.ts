import { signWebhook } from "@stripe-aep/simulator";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Connector } from "../../src/connector.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";

let sandbox: Sandbox;
let connector: Connector;

beforeAll(async () => {
  sandbox = await openSandbox({ objects: 60 });
  connector = await sandbox.connect();
  await connector.apply(await connector.plan());
  await connector.sync();
});
afterAll(() => sandbox.close());

function deliver(id: string, charge: string) {
  const event = {
    id,
    object: "event",
    type: "charge.updated",
    created: 1,
    livemode: false,
    data: { object: { id: charge, object: "charge" } },
  };
  const body = Buffer.from(JSON.stringify(event));
  return {
    body,
    signature: signWebhook(body, Math.floor(Date.now() / 1000), [sandbox.simulator.stripe.webhookSecret]),
  };
}

test("a webhook is durable before it is acknowledged, kept once, and its object read again by another process", async () => {
  const { operations } = sandbox.simulator.world;
  const charge = operations.createCharge();
  const { body, signature } = deliver("evt_hook_1", charge);
  expect(await connector.receiveWebhook(body, signature, "shop")).toEqual({ known: false });
  expect(await connector.receiveWebhook(body, signature, "shop")).toEqual({ known: true });

  const other = await sandbox.connect({ changes: { eventLag: 3_600_000 } });
  expect((await other.status()).find(({ account }) => account.startsWith("acct_"))?.inbox).toBe(1);
  const report = await other.sync();
  expect(report.resources.charges).toMatchObject({ accepted: 1, balanced: true });
  expect((await other.status()).find(({ account }) => account.startsWith("acct_"))?.inbox).toBe(0);
});

test("what Stripe did not sign is refused, and leaves nothing behind", async () => {
  const { body, signature } = deliver("evt_hook_2", "ch_forged");
  const forged = Buffer.from(body.toString().replace("ch_forged", "ch_other"));
  await expect(connector.receiveWebhook(forged, signature, "shop")).rejects.toMatchObject({ name: "AccessError" });
  await expect(connector.receiveWebhook(body, signature, "nobody")).rejects.toMatchObject({ code: "SAEP-1001" });
  expect((await connector.status())[0]?.inbox).toBe(0);
});

test("a thousand webhooks at once share commits and are all kept", async () => {
  const deliveries = Array.from({ length: 1_000 }, (_, number) => deliver(`evt_crowd_${number % 950}`, `ch_${number}`));
  const answers = await Promise.all(
    deliveries.map(({ body, signature }) => connector.receiveWebhook(body, signature, "shop")),
  );
  expect(answers).toHaveLength(1_000);
  expect((await connector.status())[0]?.inbox).toBe(950);
});
