import type { Dialect, Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** One of the two databases, as far as the rest of the store must know. */
export interface StoreDriver {
  readonly dialectName: "sqlite" | "postgres";
  readonly dialect: Dialect;
  /** Names of the tables in the place that the store uses; empty for a new store. */
  tableNames(database: Kysely<Tables>): Promise<readonly string[]>;
}
