import { AdjustableClock, checkDatasets, describeFinding } from "@stripe-aep/simulator";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Connector } from "../../src/connector.ts";
import { type ResourceName, resourceNames } from "../../src/resources.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";

const clock = new AdjustableClock();
let sandbox: Sandbox;
let connector: Connector;

beforeAll(async () => {
  sandbox = await openSandbox({ objects: 2_000, clock });
  connector = await sandbox.connect();
  await connector.apply(await connector.plan());
});
afterAll(() => sandbox.close());

/** How many objects the account's list shows. */
function listed(resource: ResourceName): number {
  return [...sandbox.simulator.world.truth([resource])].filter((object) => object.listed && !object.deleted).length;
}

/** Endpoints of one object that the account was asked at. */
function askedForById(): readonly string[] {
  return Object.keys(sandbox.simulator.systems.stripe.requests()).filter((endpoint) => endpoint.endsWith(":id"));
}

test("a first run moves every object of all six resources, a second one sends nothing", async () => {
  const first = await connector.sync();
  expect(first.status).toBe("succeeded");
  for (const resource of resourceNames) {
    const report = first.resources[resource];
    expect(report, resource).toMatchObject({ accepted: listed(resource), rejected: 0, quarantined: 0, balanced: true });
  }
  const second = await connector.sync({ mode: "backfill" });
  for (const resource of resourceNames) {
    const report = second.resources[resource];
    expect(report, resource).toMatchObject({ sent: 0, unchanged: report?.read, balanced: true });
  }
  expect(askedForById()).toEqual([]);
});

test("a new listing asks for no object by its id that it showed, whether its row is new or known", async () => {
  // Another policy makes every row a new one, and no event tells of it.
  await clock.advance(60_000);
  const wider = await sandbox.connect({ policy: { preset: "full" } });
  await wider.apply(await wider.plan());
  const { resources } = await wider.sync({ mode: "backfill" });
  // Not what was read: a page that was on its way when its slice was cut may show some of the older part's objects too.
  expect(resources.customers).toMatchObject({ sent: listed("customers"), balanced: true });
  expect(askedForById()).toEqual([]);
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
