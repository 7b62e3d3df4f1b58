import { afterAll, beforeAll, expect, test } from "vitest";
import type { Connector } from "../../src/connector.ts";
import { planRepair } from "../../src/reconcile/plan-repair.ts";
import type { ReconcileReport } from "../../src/reconcile/report.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";

let sandbox: Sandbox;
let connector: Connector;

beforeAll(async () => {
  sandbox = await openSandbox({ objects: 300 });
  connector = await sandbox.connect();
  await connector.apply(await connector.plan());
  await connector.sync();
});
afterAll(() => sandbox.close());

const reasons = (report: ReconcileReport) =>
  Object.values(report.resources).flatMap(({ differences }) => differences.map(({ id, reason }) => ({ id, reason })));

const compare = () => connector.reconcile({ resources: ["refunds"] });

const loseRow = async () => {
  const { platform } = sandbox.simulator.systems;
  const datasetId = (await compare()).resources.refunds?.datasetId ?? "";
  const lost = await platform.control.loseRow({ datasetId, objectIdPath: `_${platform.tenantId}.refunds_data.id` });
  return lost?.objectId;
};

test("what a comparison found is repaired by its plan, and compares equal after", async () => {
  const lost = await loseRow();
  const plan = planRepair(await compare());
  expect(plan.steps).toEqual([{ resource: "refunds", id: lost, act: "resend", because: "missing" }]);
  expect(await connector.repair(plan)).toEqual({ repaired: 1 });
  expect((await compare()).verdict).toBe("equal");
});

test("a resource with more differences than a report names is listed again from the beginning", async () => {
  const lost = [await loseRow(), await loseRow()];
  const report = await compare();
  const { refunds } = report.resources;
  expect(refunds?.differences.map(({ id }) => id).sort()).toEqual(lost.sort());
  const plan = planRepair({ ...report, resources: { refunds: { ...refunds!, differences: [] } } });
  expect(plan).toMatchObject({ steps: [], relist: ["refunds"] });
  await connector.repair(plan);
  expect((await compare()).verdict).toBe("equal");
});

test("what was created, changed or deleted at Stripe since the last sync is on its way, not lost", async () => {
  const { operations } = sandbox.simulator.world;
  const charge = operations.createCharge();
  const [known, gone] = [...sandbox.simulator.world.truth(["customers"])].filter(({ deleted }) => !deleted);
  operations.updateCustomer(String(known?.object.id), { balance: 4200 });
  operations.deleteCustomer(String(gone?.object.id));

  const report = await connector.reconcile();
  const found = reasons(report);
  expect(found).toContainEqual({ id: charge, reason: "in-flight" });
  expect(found).toContainEqual({ id: String(known?.object.id), reason: "in-flight" });
  expect(found).toContainEqual({ id: String(gone?.object.id), reason: "in-flight" });
  expect(found.filter(({ reason }) => reason !== "in-flight")).toEqual([]);
  expect(report.verdict).toBe("explained");
});
