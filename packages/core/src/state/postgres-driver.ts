import { PostgresDialect, sql } from "kysely";
import type { Pool } from "pg";
import { explainFailures } from "./explain-failures.ts";
import type { StoreDriver } from "./store-driver.ts";

/** PostgreSQL's type number of `bigint`, which `pg` gives as text unless told otherwise; all ours fit a number. */
const BIGINT = 20;

const CONNECTIONS = 10;

/** `schema` separates several stores in one database; with `isMade` it is made at first use. */
export function postgresDriver(connectionString: string, schema = "public", isMade = false): StoreDriver {
  return {
    dialectName: "postgres",
    dialect: explainFailures(
      new PostgresDialect({ pool: async () => openPool(connectionString, schema, isMade) }),
      isStorageFailure,
    ),
    async tableNames(database) {
      const found = await sql<{ name: string }>`
        select table_name as name from information_schema.tables
        where table_schema = ${schema} and table_type = 'BASE TABLE' order by table_name`.execute(database);
      return found.rows.map((row) => row.name);
    },
  };
}

/** Classes of SQLSTATE: connection exception, insufficient resources, operator intervention, system error; and Node's own. */
function isStorageFailure(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return /^(?:08|53|57|58)|^(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE)$/.test(String(error.code));
}

/** Loaded only here: a command on the embedded store does not pay for it. */
async function openPool(connectionString: string, schema: string, isMade: boolean) {
  const { default: pg } = await import("pg");
  const parserOf = pg.types.getTypeParser as (type: number, format?: string) => unknown;
  const pool = new pg.Pool({
    connectionString,
    max: CONNECTIONS,
    options: `-c search_path=${schema}`,
    types: {
      getTypeParser: (type: number, format?: "text" | "binary"): unknown =>
        type === BIGINT ? Number : parserOf(type, format),
    },
  });
  // A dropped idle connection is replaced by the pool; without a listener Node would end the process.
  pool.on("error", () => undefined);
  if (isMade) await makeSchema(pool, pg.escapeIdentifier(schema));
  return pool;
}

/** SQLSTATE of a unique violation. */
const DUPLICATE = "23505";

/** Of two processes that make it at the same time, PostgreSQL may refuse one in spite of `if not exists`: then it is there. */
async function makeSchema(pool: Pool, name: string): Promise<void> {
  await pool.query(`create schema if not exists ${name}`).catch((error: unknown) => {
    if ((error as { readonly code?: unknown }).code !== DUPLICATE) throw error;
  });
}
