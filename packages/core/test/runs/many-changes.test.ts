import { AdjustableClock, signWebhook } from "@stripe-aep/simulator";
import { afterEach, expect, test } from "vitest";
import { openSandbox, type Sandbox } from "./sandbox.ts";

let sandbox: Sandbox;
afterEach(() => sandbox.close());

/** More than one round of a run takes. */
const MANY = 2_050;
const DAY = 24 * 3_600_000;

test("one run looks again at every balance transaction that has come to rest", async () => {
  const clock = new AdjustableClock();
  sandbox = await openSandbox({ objects: 20, clock });
  for (let number = 0; number < MANY; number += 1) {
    await clock.advance(1_000);
    sandbox.simulator.world.operations.createCharge();
  }
  await clock.advance(DAY);
  const datasets = { balance_transactions: ["object"] } as const;
  const connector = await sandbox.connect({ datasets }, (ports) => ({
    ...ports,
    clock: { ...ports.clock, now: () => clock.now() },
  }));
  await connector.apply(await connector.plan());
  await connector.sync();
  const statuses = [...sandbox.simulator.world.truth(["balance_transactions"])].map(({ object }) => object.status);
  const pending = statuses.filter((status) => status === "pending").length;
  expect(pending).toBeGreaterThan(2_000);
  await clock.advance(7 * DAY);
  const { resources } = await connector.sync();
  expect(resources.balance_transactions?.sent).toBeGreaterThanOrEqual(pending);
  expect((await connector.sync()).resources.balance_transactions?.sent).toBe(0);
});

test("one run takes every webhook that waited when it began", async () => {
  sandbox = await openSandbox({ objects: 40 });
  const connector = await sandbox.connect({ datasets: { charges: ["object"] } });
  await connector.apply(await connector.plan());
  await connector.sync();
  const charge = sandbox.simulator.world.operations.createCharge();
  const seconds = Math.floor(Date.now() / 1000);
  const receipts = Array.from({ length: MANY }, (_, number) => {
    const event = { id: `evt_many_${number}`, object: "event", type: "charge.updated", created: 1, livemode: false };
    const body = Buffer.from(JSON.stringify({ ...event, data: { object: { id: charge, object: "charge" } } }));
    const signature = signWebhook(body, seconds, [sandbox.simulator.stripe.webhookSecret]);
    return connector.receiveWebhook(body, signature, "shop");
  });
  await Promise.all(receipts);
  expect((await connector.status())[0]?.inbox).toBe(MANY);
  await connector.sync({ mode: "webhooks" });
  expect((await connector.status())[0]?.inbox).toBe(0);
});
