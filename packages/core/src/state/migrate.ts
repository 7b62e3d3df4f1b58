import { type Kysely, sql } from "kysely";
import type { Clock } from "../ports/ports.ts";
import { ConfigError } from "../errors.ts";
import { firstStore } from "./migrations/0001-first-store.ts";
import { serverStore } from "./migrations/0002-server.ts";
import { longLists } from "./migrations/0003-long-lists.ts";
import { serverWork } from "./migrations/0004-server-work.ts";
import { quarantinedObjects } from "./migrations/0005-quarantined-objects.ts";
import type { StoreDriver } from "./store-driver.ts";
import type { Tables } from "./tables.ts";

export interface Migration {
  readonly number: number;
  readonly name: string;
  up(database: Kysely<unknown>): Promise<void>;
}

/** In order; a released migration is never edited. */
export const migrations: readonly Migration[] = [firstStore, serverStore, longLists, serverWork, quarantinedObjects];

/** Several processes may start at once: the first one migrates under a lock, the others find it done. */
const MIGRATION_LOCK = 5_746_131_270;

/** Brings the store to the newest version in one transaction, so that a crash leaves the old version whole. `steps`: fewer, for tests of upgrades. */
export async function migrate(
  database: Kysely<Tables>,
  driver: StoreDriver,
  clock: Clock,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  if ((await storedVersion(database, driver)) === steps.length) return;
  await database.transaction().execute(async (transaction) => {
    if (driver.dialectName === "postgres")
      await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(transaction);
    const version = await storedVersion(transaction, driver);
    if (version > migrations.length) throw newerStore(version);
    if (version === 0) await createMigrationTable(transaction);
    for (const migration of steps.slice(version)) {
      await migration.up(transaction as unknown as Kysely<unknown>);
      await transaction
        .insertInto("migration")
        .values({ number: migration.number, name: migration.name, applied_at: clock.now() })
        .execute();
    }
  });
}

/** 0 for an empty store; a database with other people's tables in it is refused. */
async function storedVersion(database: Kysely<Tables>, driver: StoreDriver): Promise<number> {
  const names = await driver.tableNames(database);
  if (names.length === 0) return 0;
  if (!names.includes("migration") || !names.includes("object_version")) throw foreignStore(names);
  const newest = await database
    .selectFrom("migration")
    .select(({ fn }) => fn.max("number").as("number"))
    .executeTakeFirst();
  const version = newest?.number ?? 0;
  if (version > migrations.length) throw newerStore(version);
  return version;
}

async function createMigrationTable(database: Kysely<Tables>): Promise<void> {
  await database.schema
    .createTable("migration")
    .addColumn("number", "bigint", (column) => column.notNull().primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("applied_at", "bigint", (column) => column.notNull())
    .execute();
}

function newerStore(version: number): ConfigError {
  return new ConfigError({
    code: "SAEP-1003",
    message: `The state store has version ${version}; this stripe-aep knows versions up to ${migrations.length}.`,
    next: "Use the stripe-aep that wrote it, or a newer one.",
  });
}

function foreignStore(names: readonly string[]): ConfigError {
  return new ConfigError({
    code: "SAEP-1002",
    message: `The database holds tables that are not stripe-aep's (${names.slice(0, 3).join(", ")}).`,
    next: "Point the state setting at an empty place or at a store that stripe-aep made.",
  });
}
