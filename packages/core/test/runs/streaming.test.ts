import { setTimeout } from "node:timers/promises";
import { signWebhook } from "@stripe-aep/simulator";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { ConnectorConfig } from "../../src/config.ts";
import type { Connector } from "../../src/connector.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";

/** Only what webhooks name is read; the events' own turn would come an hour later. */
const streaming: Partial<ConnectorConfig> = {
  delivery: { webhooks: "streaming" },
  datasets: { charges: ["object", "event"], refunds: ["object", "relational"] },
  changes: { eventLag: 3_600_000 },
};

let sandbox: Sandbox;
let connector: Connector;
/** Milliseconds that have passed for the connector besides. */
let ahead = 0;
/** Charges are listed when this has resolved. */
let listing: Promise<void> = Promise.resolve();

beforeAll(async () => {
  sandbox = await openSandbox({ objects: 60 });
  // An object that may have been read too early is read again ten seconds later; here soon.
  connector = await sandbox.connect(streaming, (ports) => ({
    ...ports,
    transport: {
      send: async (request) => {
        if (request.url.includes("/v1/charges?")) await listing;
        return ports.transport.send(request);
      },
    },
    clock: {
      now: () => ports.clock.now() + ahead,
      sleep: (milliseconds, signal) => ports.clock.sleep(Math.min(milliseconds, 50), signal),
    },
  }));
  await connector.apply(await connector.plan());
  await connector.sync();
});
afterEach(() => sandbox.simulator.systems.platform.control.settle());
afterEach(() => setFaults());
afterAll(() => sandbox.close());

type Faults = Parameters<Sandbox["simulator"]["systems"]["stripe"]["faults"]["set"]>[0];
const setFaults = (...rules: Faults) => sandbox.simulator.systems.stripe.faults.set(rules);

let events = 0;
async function announce(type: string, object: { readonly id: string; readonly object: string }): Promise<void> {
  events += 1;
  const event = { id: `evt_${events}`, object: "event", type, created: 1, livemode: false, data: { object } };
  const body = Buffer.from(JSON.stringify(event));
  const signature = signWebhook(body, Math.floor(Date.now() / 1000), [sandbox.simulator.stripe.webhookSecret]);
  await connector.receiveWebhook(body, signature, "shop");
}

async function announceCharge(): Promise<string> {
  const id = sandbox.simulator.world.operations.createCharge();
  await announce("charge.updated", { id, object: "charge" });
  return id;
}

async function announceRefund(): Promise<string> {
  const { operations } = sandbox.simulator.world;
  const id = operations.refundCharge(operations.createCharge());
  await announce("refund.created", { id, object: "refund" });
  return id;
}

const inbox = async () => (await connector.status()).find(({ account }) => account.startsWith("acct_"))?.inbox;

/** How many rows of an object each dataset holds, by the dataset's name, and the batches that they came in. */
async function rowsOf(id: string): Promise<Readonly<Record<string, number>>> {
  const { control } = sandbox.simulator.systems.platform;
  const counts: Record<string, number> = {};
  for (const { id: datasetId, name } of await control.datasets()) {
    for await (const row of control.dumpDataset(datasetId)) {
      if (JSON.stringify(row).includes(`"id":"${id}"`) || JSON.stringify(row).includes(`"object_id":"${id}"`)) {
        counts[name] = (counts[name] ?? 0) + 1;
      }
    }
  }
  return counts;
}

async function openQuarantine() {
  return (await connector.quarantine.list()).map(({ dataset, object_id: id, path, rule }) => ({
    dataset,
    id,
    path,
    rule,
  }));
}

test("what a webhook names goes by streaming, and to a relational dataset by batch", async () => {
  const id = await announceCharge();
  const report = await connector.sync({ mode: "webhooks" });
  expect(report.resources.charges?.datasets).toMatchObject({
    object: { read: 1, sent: 1, accepted: 1 },
    event: { accepted: expect.any(Number) },
  });
  expect(await rowsOf(id)).toMatchObject({ "Stripe Charges": 1, "Stripe Charge Events": expect.any(Number) });
  expect(await inbox()).toBe(0);

  const refund = await announceRefund();
  expect((await connector.sync({ mode: "webhooks" })).resources.refunds?.datasets).toMatchObject({
    object: { accepted: 1 },
    relational: { accepted: 1 },
  });
  expect(await rowsOf(refund)).toEqual({ "Stripe Refunds": 1, "Stripe Refunds (relational)": 1 });
});

test("a row that is refused in its 207 is asked about alone, which may be enough", async () => {
  const ids = [await announceRefund(), await announceRefund()];
  setFaults({ name: "aep-message-refused", rate: 1, limit: 1, place: "/collection/batch" });
  const report = await connector.sync({ mode: "webhooks" });
  expect(report.resources.refunds?.datasets.object).toMatchObject({ sent: 2, accepted: 2, rejected: 0 });
  for (const id of ids) expect(await rowsOf(id)).toMatchObject({ "Stripe Refunds": 1 });
});

test("a row that stays refused goes to quarantine with the reason, alone, and arrives when replayed", async () => {
  const ids = [await announceRefund(), await announceRefund(), await announceRefund()];
  setFaults(
    { name: "aep-message-refused", rate: 1, limit: 1, place: "/collection/batch" },
    // The two other messages of the batch, and then the refused one alone.
    { name: "aep-message-refused", rate: 1, limit: 1, after: 2, place: "/collection" },
  );
  const report = await connector.sync({ mode: "webhooks" });
  expect(report.resources.refunds?.datasets.object).toMatchObject({ sent: 3, accepted: 2, rejected: 1 });
  const [refused, ...others] = await openQuarantine();
  expect(others).toEqual([]);
  expect(refused).toMatchObject({ dataset: "object", rule: expect.stringContaining("unknown xdm format") });
  expect(ids).toContain(refused?.id);
  setFaults();
  expect(await connector.quarantine.replay()).toEqual({ replayed: 1, stillRefused: 0 });
  for (const id of ids) expect(await rowsOf(id)).toMatchObject({ "Stripe Refunds": 1 });
});

test("an answer that is lost is asked for again: the copies have one _id, and the ledger counts one row", async () => {
  const id = await announceCharge();
  setFaults({ name: "aep-error-after-accepting", rate: 1, limit: 1, place: "/collection" });
  const report = await connector.sync({ mode: "webhooks" });
  expect(report.resources.charges).toMatchObject({ sent: 1, accepted: 1, balanced: true });
  const rows = await rowsOf(id);
  expect(Object.values(rows).some((count) => count === 2)).toBe(true);
  // Charges of the refunds above are still to come, which is explained; a copy differs from nothing.
  expect((await connector.reconcile({ resources: ["charges"] })).verdict).not.toBe("differs");
});

test("a row that is refused after it was acknowledged is found in the dataset's failed batches and sent again", async () => {
  const id = await announceCharge();
  const before = await sandbox.simulator.systems.platform.control.datasets();
  const object = before.find(({ name }) => name === "Stripe Charges");
  setFaults({ name: "aep-record-refused", rate: 1, limit: 1, place: object?.id ?? "" });
  await connector.sync({ mode: "webhooks" });
  setFaults();
  expect(await rowsOf(id)).not.toMatchObject({ "Stripe Charges": 1 });
  expect(await openQuarantine()).toEqual([]);
  ahead += 61_000;
  await connector.sync({ mode: "changes" });
  expect(await openQuarantine()).toEqual([
    { dataset: "object", id, path: "", rule: expect.stringContaining("DCVS-1104-400") },
  ]);
  expect(await connector.quarantine.replay()).toEqual({ replayed: 1, stillRefused: 0 });
  ahead += 61_000;
  await connector.sync({ mode: "changes" });
  expect(await openQuarantine()).toEqual([]);
  expect(await rowsOf(id)).toMatchObject({ "Stripe Charges": 1 });
});

test("while a history is listed, webhooks are followed all the same", async () => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  listing = promise;
  const syncing = connector.sync({ mode: "backfill", resources: ["charges"] });
  const id = await announceCharge();
  while ((await rowsOf(id))["Stripe Charges"] === undefined) await setTimeout(20);
  resolve(undefined);
  expect((await syncing).resources.charges).toMatchObject({ balanced: true });
  expect(await rowsOf(id)).toMatchObject({ "Stripe Charges": 1 });
});

test("where the inlet is gone, rows go by batch until apply makes it again", async () => {
  const client = sandbox.simulator.systems.platform;
  const call = (method: string, target: string) =>
    client.handle({
      method,
      target,
      headers: {
        authorization: `Bearer ${client.token}`,
        "x-api-key": client.apiKey,
        "x-gw-ims-org-id": client.imsOrg,
        "x-sandbox-name": client.sandbox,
      },
      body: new Uint8Array(),
    });
  const flows = await call("GET", "/data/foundation/flowservice/flows");
  const { items } = JSON.parse(Buffer.from(flows.body).toString()) as { readonly items: readonly { id: string }[] };
  for (const { id } of items) await call("DELETE", `/data/foundation/flowservice/flows/${id}`);
  setFaults({ name: "aep-forbidden", rate: 1, place: "/collection" });
  const id = await announceCharge();
  const report = await connector.sync({ mode: "webhooks" });
  expect(report.resources.charges).toMatchObject({ sent: 1, accepted: 1, balanced: true });
  expect(await rowsOf(id)).toMatchObject({ "Stripe Charges": 1 });
  setFaults();
  const plan = await connector.plan();
  expect(plan.steps.filter(({ act }) => act === "create").map(({ kind }) => kind)).toEqual(["flow", "flow", "flow"]);
  await connector.apply(plan);
  const again = await announceCharge();
  await connector.sync({ mode: "webhooks" });
  expect(await rowsOf(again)).toMatchObject({ "Stripe Charges": 1 });
});
