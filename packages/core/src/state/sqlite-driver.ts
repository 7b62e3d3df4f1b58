import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { type SqliteDatabase, SqliteDialect, type SqliteStatement } from "kysely";
import { sql } from "kysely";
import { ConfigError } from "../errors.ts";
import { explainFailures } from "./explain-failures.ts";
import type { StoreDriver } from "./store-driver.ts";

/** Waits this long (milliseconds) for another process that is writing. */
const BUSY_TIMEOUT = 10_000;

/** Statements kept prepared; every query of the store has one text, so this holds all of them. */
const PREPARED_STATEMENTS = 256;

/** Written into the file's header, so that `file` and we know whose it is: "SAEP". */
const APPLICATION_ID = 0x53414550;

/** Opens or makes the file; several processes may have it open. */
export function sqliteDriver(file: string): StoreDriver {
  return sqliteDriverOn(() => openDatabase(file));
}

/** The same on an already open database: tests put a failing or a full one here. */
export function sqliteDriverOn(open: () => SqliteDatabase): StoreDriver {
  return {
    dialectName: "sqlite",
    dialect: explainFailures(new SqliteDialect({ database: async () => open() }), isStorageFailure),
    async tableNames(database) {
      const found = await sql<{ name: string }>`
        select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name`.execute(
        database,
      );
      return found.rows.map((row) => row.name);
    },
  };
}

/** SQLite's result codes (the lower byte): read-only, I/O error, corrupt, full, cannot open; and busy for longer than we wait. */
const storageFailures: ReadonlySet<number> = new Set([5, 8, 10, 11, 13, 14]);

function isStorageFailure(error: unknown): boolean {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return false;
  return storageFailures.has(error.errcode & 0xff);
}

function openDatabase(file: string): SqliteDatabase {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  try {
    configureDatabase(database);
  } catch (error) {
    database.close();
    throw new ConfigError({
      code: "SAEP-1002",
      message: `The state store is not a database that stripe-aep can open: ${error instanceof Error ? error.message : ""}`,
      where: file,
      next: "Point the state setting at an empty place or at a store that stripe-aep made.",
      cause: error,
    });
  }
  return adaptDatabase(database);
}

/**
 * `synchronous = FULL` although WAL would allow NORMAL: a webhook is acknowledged and a refresh token used up on the word
 * of a commit, which must survive a power cut.
 */
export function configureDatabase(database: DatabaseSync): void {
  database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT}`);
  database.exec("pragma journal_mode = wal");
  database.exec("pragma synchronous = full");
  const { owner } = database.prepare("select application_id as owner from pragma_application_id").get() as {
    owner: number;
  };
  if (owner === APPLICATION_ID) return;
  const { tables } = database.prepare("select count(*) as tables from sqlite_master").get() as { tables: number };
  // Somebody else's database is told apart by its tables, and not touched before.
  if (owner !== 0) throw new Error("it belongs to another application");
  if (tables === 0) database.exec(`pragma application_id = ${APPLICATION_ID}`);
}

/** `node:sqlite` in the shape that kysely's SQLite dialect asks for. */
export function adaptDatabase(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare(text) {
      // A deferred transaction that reads and then writes fails at once when another process wrote in between.
      const statementText = text === "begin" ? "begin immediate" : text;
      const known = prepared.get(statementText);
      if (known !== undefined) return known;
      const statement = adaptStatement(database.prepare(statementText));
      if (prepared.size >= PREPARED_STATEMENTS) prepared.clear();
      prepared.set(statementText, statement);
      return statement;
    },
  };
}

function adaptStatement(statement: StatementSync): SqliteStatement {
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  };
}
