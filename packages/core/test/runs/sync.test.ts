import { checkDatasets, describeFinding } from "@stripe-aep/simulator";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Connector } from "../../src/connector.ts";
import { resourceNames } from "../../src/resources.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";

let sandbox: Sandbox;
let connector: Connector;

beforeAll(async () => {
  sandbox = await openSandbox({ objects: 2_000 });
  connector = await sandbox.connect();
  await connector.apply(await connector.plan());
});
afterAll(() => sandbox.close());

test("a first run moves every object of all six resources, a second one sends nothing", async () => {
  const first = await connector.sync();
  expect(first.status).toBe("succeeded");
  for (const resource of resourceNames) {
    const report = first.resources[resource];
    const listed = [...sandbox.simulator.world.truth([resource])].filter((object) => object.listed && !object.deleted);
    expect(report, resource).toMatchObject({ accepted: listed.length, rejected: 0, quarantined: 0, balanced: true });
  }
  const second = await connector.sync({ mode: "backfill" });
  for (const resource of resourceNames) {
    const report = second.resources[resource];
    expect(report, resource).toMatchObject({ sent: 0, unchanged: report?.read, balanced: true });
  }
});

test("batches can be Parquet files, and hold exactly the account", async () => {
  const columnar = await openSandbox({ objects: 400 });
  try {
    const parquet = await columnar.connect({ delivery: { format: "parquet" } });
    await parquet.apply(await parquet.plan());
    expect(await parquet.sync()).toMatchObject({ status: "succeeded" });
    const { world, platform, systems } = columnar.simulator;
    const report = await checkDatasets({
      truth: world,
      tenantId: platform.tenantId,
      expected: { object: resourceNames, event: ["charges", "subscriptions", "refunds"] },
      async *rows() {
        for (const { id } of await systems.platform.control.datasets()) yield* systems.platform.control.dumpDataset(id);
      },
    });
    expect(report.findings.filter(({ kind }) => kind !== "unannounced").map(describeFinding)).toEqual([]);
  } finally {
    await columnar.close();
  }
});
