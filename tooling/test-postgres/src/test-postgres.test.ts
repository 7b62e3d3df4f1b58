import pg from "pg";
import { expect, test } from "vitest";
import { npmPrograms } from "./find-programs.ts";
import { startTestPostgres } from "./index.ts";
import { startServer } from "./start-server.ts";

test("a machine without PostgreSQL runs the one from npm, also as root, and keeps nothing of it", async () => {
  const programs = npmPrograms();
  expect(programs, "pnpm installs the package of this platform").toBeDefined();
  const server = await startServer(programs!);
  const client = new pg.Client({ connectionString: server.connectionString });
  await client.connect();
  const { rows } = await client.query<{ version: string }>("select version()");
  await client.end();
  await server.stop();
  expect(rows[0]?.version).toContain("PostgreSQL 18.4");
});

test("every database is new and empty, and nobody else's", async () => {
  const postgres = (await startTestPostgres())!;
  const [first, second] = [await postgres.createDatabase(), await postgres.createDatabase()];
  await postgres.rows(first, "create table mine (id integer)");
  const tables = "select table_name from information_schema.tables where table_schema = 'public'";
  expect(await postgres.rows(first, tables)).toEqual([{ table_name: "mine" }]);
  expect(await postgres.rows(second, tables)).toEqual([]);
  await postgres.stop();
});
