import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTestPostgres, type TestPostgres } from "@stripe-aep/test-postgres";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ConfigError, LockedError } from "../../src/errors.ts";
import { Secret } from "../../src/secret.ts";
import { batchEntries, forgetBatch, sealBatch, unsettledBatches } from "../../src/state/batches.ts";
import {
  advanceCursor,
  anchorCursor,
  changeCursor,
  rememberEvents,
  seenEvents,
} from "../../src/state/change-cursors.ts";
import { loadCredential, noteRenewal, saveCredential } from "../../src/state/credentials.ts";
import { feedOf } from "../../src/state/feeds.ts";
import { putIntoInbox, readInbox, removeFromInbox } from "../../src/state/inbox.ts";
import { assertLease, releaseLease, renewLease, takeLease } from "../../src/state/leases.ts";
import { addToLedger, readLedger } from "../../src/state/ledger.ts";
import { knownVersions, markListed, notListedSince, recordVersions } from "../../src/state/object-versions.ts";
import { openStore, type Store } from "../../src/state/open-store.ts";
import { postgresDriver } from "../../src/state/postgres-driver.ts";
import { reserveSlots } from "../../src/state/rate-slots.ts";
import { countReads, readsInWindow } from "../../src/state/read-budget.ts";
import { sqliteDriver } from "../../src/state/sqlite-driver.ts";
import type { StoreDriver } from "../../src/state/store-driver.ts";
import type { ObjectVersionRow } from "../../src/state/tables.ts";

const clock = { now: () => 1_700_000_000_000, sleep: async () => undefined };
const folder = mkdtempSync(join(tmpdir(), "stripe-aep-state-"));
const postgres: TestPostgres | undefined = await startTestPostgres();
const database = (await postgres?.createDatabase()) ?? "";
afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

let places = 0;
const databases: Readonly<Record<string, (() => StoreDriver) | undefined>> = {
  SQLite: () => sqliteDriver(join(folder, `store-${places++}.db`)),
  PostgreSQL: postgres === undefined ? undefined : () => postgresDriver(database, `place_${places++}`),
};

async function open(driver: StoreDriver): Promise<Store> {
  if (driver.dialectName === "postgres" && postgres !== undefined) await makeSchema(places - 1);
  return openStore(driver, clock);
}

async function makeSchema(place: number): Promise<void> {
  await postgres?.rows(database, `create schema if not exists place_${place}`);
}

for (const [name, driverOf] of Object.entries(databases)) {
  describe.skipIf(driverOf === undefined)(`the store on ${name}`, () => {
    let store: Store;
    let feed: number;
    let driver: StoreDriver;
    beforeAll(async () => {
      driver = (driverOf ?? (() => sqliteDriver(":memory:")))();
      store = await open(driver);
      feed = await feedOf(store, "acct_1", false);
    });
    afterAll(() => store.close());

    test("numbers feeds once, by account and mode", async () => {
      expect(await feedOf(store, "acct_1", false)).toBe(feed);
      expect(await feedOf(store, "acct_1", true)).not.toBe(feed);
    });

    test("is migrated once, and opens again as it was", async () => {
      const again = await openStore(driver, clock);
      expect(await feedOf(again, "acct_1", false)).toBe(feed);
      if (driver.dialectName === "sqlite") await again.close();
    });

    test("gives a feed to one holder, and to the next one when its time is over", async () => {
      const leased = await feedOf(store, "acct_lease", false);
      const first = await takeLease(store, leased, "first", 1_000, 500);
      await expect(takeLease(store, leased, "second", 1_400, 500)).rejects.toThrow(LockedError);
      await renewLease(store.database, first, 1_400, 500);
      await expect(takeLease(store, leased, "second", 1_800, 500)).rejects.toThrow(LockedError);
      const second = await takeLease(store, leased, "second", 2_000, 500);
      expect(second.token).toBeGreaterThan(first.token);
      await expect(renewLease(store.database, first, 2_100, 500)).rejects.toThrow(LockedError);
      await expect(store.atomically((transaction) => assertLease(transaction, first))).rejects.toThrow(LockedError);
      await store.atomically((transaction) => assertLease(transaction, second));
      await releaseLease(store.database, second);
      expect((await takeLease(store, leased, "third", 2_200, 500)).token).toBeGreaterThan(second.token);
    });

    test("what a fenced holder wrote in the same transaction is not there", async () => {
      const leased = await feedOf(store, "acct_fenced", false);
      const first = await takeLease(store, leased, "first", 0, 10);
      await takeLease(store, leased, "second", 100, 10);
      const write = store.atomically(async (transaction) => {
        await anchorCursor(transaction, leased, "events/0", 5);
        await assertLease(transaction, first);
      });
      await expect(write).rejects.toThrow(LockedError);
      expect(await changeCursor(store.database, leased, "events/0")).toBeUndefined();
    });

    test("never takes an object's version back", async () => {
      const row = (sequence: number, digest: string): ObjectVersionRow => ({
        feed,
        resource: "charges",
        dataset: "object",
        object_key: "ch_1",
        version_ms: 1,
        version_sequence: sequence,
        digest,
        listed_generation: 0,
      });
      await recordVersions(store.database, [row(5, "new")]);
      await recordVersions(store.database, [row(4, "old")]);
      const known = await knownVersions(store.database, feed, "charges", "object", ["ch_1", "ch_2"]);
      expect([...known].map(([key, { digest }]) => [key, digest])).toEqual([["ch_1", "new"]]);
    });

    test("keeps the newest of any number of versions that one batch brought, and finds each of them", async () => {
      const rows = Array.from({ length: 700 }, (_, index): ObjectVersionRow => {
        const key = `re_${String(index % 650).padStart(3, "0")}`;
        const version = { version_ms: 1, version_sequence: index + 1, digest: String(index), listed_generation: 0 };
        return { feed, resource: "refunds", dataset: "object", object_key: key, ...version };
      });
      await recordVersions(store.database, rows);
      const keys = [...new Set(rows.map((row) => row.object_key))];
      const newest = new Map(rows.map((row) => [row.object_key, row.digest]));
      for (const some of [keys, keys.slice(0, 7), keys.slice(0, 1), []]) {
        const known = await knownVersions(store.database, feed, "refunds", "object", some);
        expect(new Map([...known].map(([key, { digest }]) => [key, digest]))).toEqual(
          new Map(some.map((key) => [key, newest.get(key)])),
        );
      }
    });

    test("finds what a complete listing did not show", async () => {
      const rows = ["cus_a", "cus_b", "cus_c"].map((key) => ({
        feed,
        resource: "customers",
        dataset: "object",
        object_key: key,
        version_ms: 1,
        version_sequence: 1,
        digest: "d",
        listed_generation: 1,
      }));
      await recordVersions(store.database, rows);
      await markListed(store.database, feed, "customers", 2, ["cus_b"]);
      expect(await notListedSince(store.database, feed, "customers", 2, "", 10)).toEqual(["cus_a", "cus_c"]);
      expect(await notListedSince(store.database, feed, "customers", 2, "cus_a", 10)).toEqual(["cus_c"]);
    });

    test("knows that a listing showed an object also when a newer version of it did not come by that listing", async () => {
      const versionOf = (key: string, sequence: number, generation: number): ObjectVersionRow => ({
        feed,
        resource: "prices",
        dataset: "object",
        object_key: key,
        version_ms: 1,
        version_sequence: sequence,
        digest: String(sequence),
        listed_generation: generation,
      });
      await recordVersions(store.database, [versionOf("price_a", 5, 0), versionOf("price_c", 1, 1)]);
      await recordVersions(store.database, [versionOf("price_a", 4, 2)]);
      await recordVersions(store.database, [versionOf("price_b", 4, 2), versionOf("price_b", 5, 0)]);
      expect(await notListedSince(store.database, feed, "prices", 2, "", 10)).toEqual(["price_c"]);
      const known = await knownVersions(store.database, feed, "prices", "object", ["price_a", "price_b"]);
      expect([...known.values()].map(({ digest }) => digest)).toEqual(["5", "5"]);
    });

    test("adds to the ledger", async () => {
      const entry = { resource: "charges", dataset: "object", filtered: 0, quarantined: 0, accepted: 2, rejected: 0 };
      await addToLedger(store.database, "run_1", { ...entry, read_rows: 3, sent: 2, unchanged: 1 });
      await addToLedger(store.database, "run_1", { ...entry, read_rows: 2, sent: 2, unchanged: 0 });
      expect(await readLedger(store.database, "run_1")).toMatchObject([
        { read_rows: 5, sent: 4, unchanged: 1, accepted: 4 },
      ]);
    });

    test("keeps a sealed batch with its rows until it is forgotten", async () => {
      const batch = {
        external_id: "batch-1",
        feed,
        run_id: "run_1",
        resource: "charges",
        dataset: "object",
        dataset_id: "d1",
        spool: "spool/b1",
        files: 1,
        format: "json",
        row_count: 1,
        byte_count: 10,
        attempt: 1,
        sealed_at: 1,
      };
      const entry = { key: "ch_1", objectId: "ch_1", rowId: "r1", digest: "d", version: [1, 2] as const };
      await store.atomically((transaction) => sealBatch(transaction, batch, [[entry], [{ ...entry, rowId: "r2" }]]));
      expect(await unsettledBatches(store.database, feed)).toEqual([batch]);
      expect(await batchEntries(store.database, "batch-1")).toEqual([entry, { ...entry, rowId: "r2" }]);
      await store.atomically((transaction) => forgetBatch(transaction, "batch-1"));
      expect(await unsettledBatches(store.database, feed)).toEqual([]);
    });

    test("gives each account one number, however many ask for it at the same time", async () => {
      const asked = Array.from({ length: 24 }, (_, number) => feedOf(store, `acct_at_once_${number % 3}`, false));
      const given = await Promise.all(asked);
      expect(new Set(given).size).toBe(3);
      expect(given.slice(3)).toEqual(given.slice(0, -3));
    });

    test("moves cursors forward only, and anchors once", async () => {
      await anchorCursor(store.database, feed, "events/0", 100);
      await anchorCursor(store.database, feed, "events/0", 50);
      await advanceCursor(store.database, feed, "events/0", 90);
      expect(await changeCursor(store.database, feed, "events/0")).toBe(100);
      await advanceCursor(store.database, feed, "events/0", 120);
      expect(await changeCursor(store.database, feed, "events/0")).toBe(120);
    });

    test("keeps a webhook once, also one whose event was delivered already", async () => {
      const row = (event: string) => ({
        feed,
        event_id: event,
        type: "t",
        event_seconds: 1,
        objects: "[]",
        received_at: 1,
      });
      await rememberEvents(store.database, feed, [{ id: "evt_seen", created: 1 }]);
      expect([...(await seenEvents(store.database, feed, ["evt_seen", "evt_1"]))]).toEqual(["evt_seen"]);
      expect([...(await putIntoInbox(store.database, [row("evt_1"), row("evt_seen")]))]).toEqual(["evt_seen"]);
      expect([...(await putIntoInbox(store.database, [row("evt_1"), row("evt_2")]))]).toEqual(["evt_1"]);
      expect((await readInbox(store.database, feed, 10)).map((found) => found.event_id)).toEqual(["evt_1", "evt_2"]);
      await removeFromInbox(store.database, feed, ["evt_1", "evt_2"]);
      expect(await readInbox(store.database, feed, 10)).toEqual([]);
    });

    test("counts reads over thirty days", async () => {
      const day = 86_400_000;
      await countReads(store.database, feed, 100 * day, 7);
      await countReads(store.database, feed, 100 * day, 3);
      await countReads(store.database, feed, 129 * day, 5);
      expect(await readsInWindow(store.database, 129 * day, feed)).toBe(15);
      expect(await readsInWindow(store.database, 130 * day, feed)).toBe(5);
    });

    test("hands out every sending time once", async () => {
      const slots = await Promise.all(
        Array.from({ length: 20 }, () => reserveSlots(store.database, "a", 1_000, 1, 40)),
      );
      expect([...slots].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, slot) => 1_000 + slot * 40));
      expect(await reserveSlots(store.database, "a", 9_000, 1, 40)).toBe(9_000);
    });

    test("keeps a credential that only its key opens, and refuses a rotation that lost a race", async () => {
      const key = new Secret(Buffer.alloc(32, 1).toString("base64"));
      const random = { next: () => 0.5, bytes: (length: number) => new Uint8Array(length).fill(9) };
      const sealing = { key, random, now: 1 };
      const credential = {
        refreshToken: "rt_fake_1",
        accessToken: "at_fake_1",
        accessTokenExpiresAt: 5,
        generation: 1,
      };
      expect(await saveCredential(store.database, "shop", credential, sealing)).toBe(true);
      expect(await loadCredential(store.database, "shop", key)).toEqual(credential);
      const late = { ...credential, accessToken: "at_fake_late" };
      expect(await saveCredential(store.database, "shop", late, sealing)).toBe(false);
      const noted = { ...credential, renewingSince: 7 };
      expect(await noteRenewal(store.database, "shop", noted, sealing)).toBe(true);
      expect(await loadCredential(store.database, "shop", key)).toEqual(noted);
      expect(await noteRenewal(store.database, "shop", { ...late, generation: 0 }, sealing)).toBe(false);
      const other = new Secret(Buffer.alloc(32, 2).toString("base64"));
      await expect(loadCredential(store.database, "shop", other)).rejects.toThrow(ConfigError);
      const stored = await store.database.selectFrom("credential").selectAll().execute();
      expect(JSON.stringify(stored)).not.toContain("fake");
    });
  });
}

test("PostgreSQL is here, or the run says why not", () => {
  // A machine without PostgreSQL skips its half; continuous integration must not.
  expect(postgres !== undefined || process.env.CI === undefined).toBe(true);
});

test("the schema is the one on record, on each database", async () => {
  const sqlite = await open(sqliteDriver(join(folder, "golden.db")));
  const tables = await sql<{ sql: string }>`
    select sql from sqlite_master where sql is not null and name not like 'sqlite_%' order by name`.execute(
    sqlite.database,
  );
  await expect(`${tables.rows.map((row) => row.sql).join(";\n")};\n`).toMatchFileSnapshot("golden/sqlite.sql");
  await sqlite.close();
  if (postgres === undefined) return;
  const driver = postgresDriver(database, `place_${places++}`);
  const store = await open(driver);
  const columns = await sql<{ line: string }>`
    select table_name || '.' || column_name || ' ' || data_type || case is_nullable when 'NO' then ' not null' else '' end as line
    from information_schema.columns where table_schema = ${`place_${places - 1}`}
    order by table_name, column_name`.execute(store.database);
  await expect(`${columns.rows.map((row) => row.line).join("\n")}\n`).toMatchFileSnapshot("golden/postgres.txt");
  await store.close();
});

test.skipIf(postgres === undefined)("many servers that start at once make a new tenant's schema together", async () => {
  for (let round = 0; round < 5; round += 1) {
    const starting = Array.from({ length: 8 }, () =>
      openStore(postgresDriver(database, `started_${round}`, true), clock),
    );
    const stores = await Promise.all(starting);
    for (const store of stores) await store.close();
  }
});

test("a store of a newer version, and a file that is not ours, are refused with a way out", async () => {
  const file = join(folder, "newer.db");
  const store = await openStore(sqliteDriver(file), clock);
  await store.database.insertInto("migration").values({ number: 999, name: "later", applied_at: 1 }).execute();
  await store.close();
  await expect(openStore(sqliteDriver(file), clock)).rejects.toMatchObject({ code: "SAEP-1003" });

  const text = join(folder, "notes.db");
  writeFileSync(text, "shopping list\n".repeat(100));
  await expect(openStore(sqliteDriver(text), clock)).rejects.toMatchObject({ code: "SAEP-1002" });
  expect(readFileSync(text, "utf8")).toContain("shopping list");

  const foreign = join(folder, "foreign.db");
  const other = new DatabaseSync(foreign);
  other.exec("create table recipes (name text)");
  other.close();
  await expect(openStore(sqliteDriver(foreign), clock)).rejects.toMatchObject({ code: "SAEP-1002" });
});
