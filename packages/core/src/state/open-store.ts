import { Kysely, type Transaction } from "kysely";
import type { Clock } from "../ports/ports.ts";
import { migrate } from "./migrate.ts";
import type { StoreDriver } from "./store-driver.ts";
import type { Tables } from "./tables.ts";

export interface Store {
  readonly database: Kysely<Tables>;
  readonly dialectName: "sqlite" | "postgres";
  /** All or nothing. Inside, use only `transaction`: the embedded store has one connection. */
  atomically<Result>(work: (transaction: Transaction<Tables>) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Opens the store and brings it to the newest version. Throws `ConfigError` when it is not ours or is newer than we are. */
export async function openStore(driver: StoreDriver, clock: Clock): Promise<Store> {
  const database = new Kysely<Tables>({ dialect: driver.dialect });
  try {
    await migrate(database, driver, clock);
  } catch (error) {
    await database.destroy();
    throw error;
  }
  return {
    database,
    dialectName: driver.dialectName,
    atomically: (work) => database.transaction().execute(work),
    close: () => database.destroy(),
  };
}
