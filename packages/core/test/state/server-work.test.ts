import { Kysely } from "kysely";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type FlowCollection, flowEntities, type StoredEntity } from "../../src/state/flow-entities.ts";
import { migrate, migrations } from "../../src/state/migrate.ts";
import { openStore } from "../../src/state/open-store.ts";
import { batchesToday, countBatch } from "../../src/state/read-budget.ts";
import { sqliteDriver } from "../../src/state/sqlite-driver.ts";
import type { Tables } from "../../src/state/tables.ts";

const clock = { now: () => 1_700_000_000_000, sleep: async () => undefined };
const folder = mkdtempSync(join(tmpdir(), "stripe-aep-server-work-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tenant = { imsOrganization: "org@AdobeOrg", sandbox: "prod" };

function entity(collection: FlowCollection, id: string, document: Readonly<Record<string, unknown>>): StoredEntity {
  return { id, collection, ...tenant, parentId: "flow-1", etag: "e", createdAt: 1, document, hidden: {} };
}

const run = (id: string, status: string) => entity("runs", id, { metrics: { statusSummary: { status } } });

test("runs are listed and counted by state, also after it changed", async () => {
  const store = await openStore(sqliteDriver(join(folder, "states.db")), clock);
  const entities = flowEntities(store);
  for (const [id, status] of Object.entries({ a: "success", b: "failed", c: "success", d: "scheduled" })) {
    await entities.insert(run(id, status));
  }
  const failed = { parentIds: ["flow-1"], state: "failed" };
  expect((await entities.list(tenant, "runs", failed)).map(({ id }) => id)).toEqual(["b"]);
  await entities.replace(run("d", "failed"), "e");
  expect(await entities.count(tenant, "runs", failed)).toBe(2);
  expect(Object.fromEntries(await entities.countStates(tenant, "runs", ["flow-1"]))).toEqual({ success: 2, failed: 2 });
  expect((await entities.countStates(tenant, "runs", ["other"])).size).toBe(0);
  await store.close();
});

test("a store of before gets the states of what it holds", async () => {
  const driver = sqliteDriver(join(folder, "before.db"));
  const database = new Kysely<Tables>({ dialect: driver.dialect });
  await migrate(database, driver, clock, migrations.slice(0, 3));
  const insert = (id: string, collection: string, document: unknown) =>
    database
      .insertInto("flow_entity" as never)
      .values({
        entity_id: id,
        collection,
        ims_org: tenant.imsOrganization,
        sandbox: tenant.sandbox,
        parent_id: "flow-1",
        etag: "e",
        created_at: 1,
        is_open: 0,
        document: JSON.stringify(document),
        hidden: "{}",
      })
      .execute();
  await insert("r1", "runs", { metrics: { statusSummary: { status: "failed" } } });
  await insert("f1", "flows", { state: "enabled" });
  await database.destroy();
  const store = await openStore(sqliteDriver(join(folder, "before.db")), clock);
  const entities = flowEntities(store);
  expect(await entities.count(tenant, "runs", { state: "failed" })).toBe(1);
  expect(await entities.count(tenant, "flows", { state: "enabled" })).toBe(1);
  await store.close();
});

test("batches are counted by UTC day", async () => {
  const store = await openStore(sqliteDriver(join(folder, "batches.db")), clock);
  await countBatch(store.database, 1, clock.now());
  await countBatch(store.database, 2, clock.now());
  await countBatch(store.database, 1, clock.now() - 86_400_000);
  expect(await batchesToday(store.database, clock.now())).toBe(2);
  await store.close();
});
