import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createConnector } from "../../src/connector.ts";
import { nodePorts } from "../../src/ports/node-ports.ts";
import { adaptDatabase, configureDatabase, sqliteDriverOn } from "../../src/state/sqlite-driver.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";

let sandbox: Sandbox | undefined;
afterEach(() => sandbox?.close());

test("a database that is really full stops the run with its name, and the run goes on when there is room", async () => {
  sandbox = await openSandbox({ objects: 1_500 });
  const { folder, config } = sandbox;
  const setUp = await sandbox.connect();
  await setUp.apply(await setUp.plan());
  const database = new DatabaseSync(join(folder, "state.db"));
  configureDatabase(database);
  const driver = sqliteDriverOn(() => ({ ...adaptDatabase(database), close: () => undefined }));
  const ports = nodePorts({ stateFolder: folder });
  const connector = await createConnector(
    { ...config, state: { ...config.state, store: { kind: "driver", driver } } },
    ports,
  );
  const { page_count: pages } = database.prepare("pragma page_count").get() as { page_count: number };

  database.exec(`pragma max_page_count = ${pages + 20}`);
  await expect(connector.sync()).rejects.toMatchObject({ code: "SAEP-1004", name: "StoppedError" });
  database.exec("pragma max_page_count = 1000000");
  const report = await connector.sync();
  expect(report.status).toBe("succeeded");
  const charges = [...sandbox.simulator.world.truth(["charges"])].filter(({ listed }) => listed);
  const known = database.prepare(
    "select count(*) as n from object_version where resource = 'charges' and dataset = 'object'",
  );
  expect(known.get()).toEqual({ n: charges.length });
  await connector.close();
  database.close();
  await ports.close();
});

test("two processes on one store never read the same account at once", async () => {
  sandbox = await openSandbox({ objects: 400 });
  const [first, second] = [await sandbox.connect(), await sandbox.connect()];
  await first.apply(await first.plan());
  const outcomes = await Promise.allSettled([first.sync(), second.sync()]);
  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(refused).toHaveLength(1);
  expect(refused[0]?.reason).toMatchObject({ code: "SAEP-1401", name: "LockedError" });
  expect((await second.sync()).resources.charges).toMatchObject({ sent: 0, balanced: true });
  expect(await second.status()).toEqual(await first.status());
});
