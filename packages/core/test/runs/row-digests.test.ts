import { afterAll, beforeAll, expect, test } from "vitest";
import { batchIngestion } from "../../src/platform/batch-ingestion.ts";
import { catalog, isSettled } from "../../src/platform/catalog.ts";
import { createPlatformClient } from "../../src/platform/client.ts";
import { nodePorts } from "../../src/ports/node-ports.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";

let sandbox: Sandbox;
const ports = nodePorts({ stateFolder: "/nonexistent" });

beforeAll(async () => {
  sandbox = await openSandbox({ objects: 60 });
});
afterAll(async () => {
  await ports.close();
  await sandbox.close();
});

interface PriceRow {
  readonly prices_data: Readonly<Record<string, unknown>>;
  readonly stripe_record: Readonly<Record<string, unknown>>;
}

/** Somebody else writes a newer version of a row that nobody at Stripe has made; gives the object's id. */
async function alterOne(): Promise<string> {
  const { control, tenantId } = sandbox.simulator.systems.platform;
  const client = createPlatformClient(sandbox.config.platform, ports);
  const dataset = (await control.datasets()).find(({ name }) => name === "Stripe Prices");
  const [row] = await Array.fromAsync(control.dumpDataset(dataset?.id ?? ""));
  const tenant = row?.[`_${tenantId}`] as PriceRow;
  const altered = {
    ...row,
    _id: "altered",
    [`_${tenantId}`]: {
      ...tenant,
      prices_data: { ...tenant.prices_data, nickname: "another one" },
      stripe_record: { ...tenant.stripe_record, version: Number(tenant.stripe_record.version) + 60_000 },
    },
  };
  const ingestion = batchIngestion(client);
  const { id: batchId } = await ingestion.create({ datasetId: dataset?.id ?? "", format: "json" });
  const bytes = Buffer.from(JSON.stringify(altered));
  await ingestion.uploadFile({ batchId, datasetId: dataset?.id ?? "", path: "altered.json", bytes });
  await ingestion.complete(batchId);
  let batch = await catalog(client).batch(batchId);
  while (batch === undefined || !isSettled(batch)) batch = await catalog(client).batch(batchId);
  expect(batch.status).toBe("success");
  return String(tenant.prices_data.id);
}

test("each dataset has digests of its own: a relational one beside the object dataset changes neither rows nor verdicts", async () => {
  const alone = await sandbox.connect({ datasets: { prices: ["object"] } });
  await alone.apply(await alone.plan());
  const first = await alone.sync();
  const both = await sandbox.connect({ datasets: { prices: ["object", "relational"] } });
  await both.apply(await both.plan());
  const { read = 0 } = first.resources.prices ?? {};
  expect((await both.sync({ mode: "backfill" })).resources.prices?.datasets).toMatchObject({
    object: { read, sent: 0, unchanged: read },
    relational: { read, sent: read, accepted: read },
  });

  const id = await alterOne();
  const { resources } = await both.reconcile({ resources: ["prices"] });
  expect(resources.prices?.differences.map((found) => [found.id, found.reason])).toEqual([[id, "altered"]]);
});

test("facts are known by their rows: a dry run of an event dataset alone tells what was sent", async () => {
  const facts = await sandbox.connect({ datasets: { refunds: ["event"] } });
  await facts.apply(await facts.plan());
  const before = (await facts.dryRun()).resources.refunds;
  expect(before).toMatchObject({ unchanged: 0, wouldSend: before?.read });
  await facts.sync();
  expect((await facts.dryRun()).resources.refunds).toMatchObject({ unchanged: before?.read, wouldSend: 0 });
});
