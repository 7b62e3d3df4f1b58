import { afterAll, beforeAll, expect, test } from "vitest";
import type { Connector } from "../../src/connector.ts";
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
