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
