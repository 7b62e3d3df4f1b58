import { afterEach, expect, test } from "vitest";
import type { QuarantineRow } from "../../src/state/tables.ts";
import { openStore } from "../../src/state/open-store.ts";
import { sqliteDriver } from "../../src/state/sqlite-driver.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";

let sandbox: Sandbox;
afterEach(() => sandbox.close());

/** More than a round of a replay takes. */
const MANY = 10_050;

/** Refusals of one object by a rule each, as an account full of them leaves behind. */
async function refuse(objectId: string, times: number): Promise<void> {
  const store = await openStore(sqliteDriver(`${sandbox.folder}/state.db`), {
    now: () => 0,
    sleep: async () => undefined,
  });
  const rows = Array.from({ length: times }, (_, number): QuarantineRow => ({
    quarantine_id: `q_${number}`,
    feed: 1,
    run_id: "run_long_ago",
    resource: "charges",
    dataset: "object",
    object_id: objectId,
    path: "amount",
    rule: `rule ${number}`,
    code: "SAEP-1302",
    source: "{}",
    status: "open",
    created_at: 1_000 + number,
  }));
  for (let start = 0; start < times; start += 1_000) {
    await store.database
      .insertInto("quarantine")
      .values(rows.slice(start, start + 1_000))
      .execute();
  }
  await store.close();
}

test("a replay counts what is refused again, once, and leaves it open", async () => {
  sandbox = await openSandbox({ objects: 40 });
  const connector = await sandbox.connect({ datasets: { charges: ["object"] } });
  await connector.apply(await connector.plan());
  const charge = sandbox.simulator.world.operations.createCharge({ fields: { amount: "a lot" } });
  await connector.sync();
  await refuse(charge, 3);
  expect(await connector.quarantine.replay()).toEqual({ replayed: 4, stillRefused: 1 });
  const open = await connector.quarantine.list();
  expect(open.map(({ object_id: id, status }) => [id, status])).toEqual([[charge, "open"]]);
});

test("a replay leaves alone what is not moved any more", async () => {
  sandbox = await openSandbox({ objects: 40 });
  const wide = await sandbox.connect({ datasets: { charges: ["object"], customers: ["object"] } });
  await wide.apply(await wide.plan());
  await wide.sync();
  const [charge] = [...sandbox.simulator.world.truth(["charges"])];
  await refuse(charge?.id ?? "", 2);
  const narrow = await sandbox.connect({ datasets: { customers: ["object"] } });
  expect(await narrow.quarantine.replay()).toEqual({ replayed: 0, stillRefused: 0 });
  expect(await narrow.quarantine.list()).toHaveLength(2);
  expect(await wide.quarantine.replay()).toEqual({ replayed: 2, stillRefused: 0 });
});

test("a replay leaves none behind, however many there are, and finds the oldest by its id", async () => {
  sandbox = await openSandbox({ objects: 40 });
  const connector = await sandbox.connect({ datasets: { charges: ["object"] } });
  await connector.apply(await connector.plan());
  await connector.sync();
  const [charge] = [...sandbox.simulator.world.truth(["charges"])];
  await refuse(charge?.id ?? "", MANY);
  expect(await connector.quarantine.replay(["q_0", "q_7"])).toEqual({ replayed: 2, stillRefused: 0 });
  expect(await connector.quarantine.replay()).toEqual({ replayed: MANY - 2, stillRefused: 0 });
  expect(await connector.quarantine.list()).toEqual([]);
});
