import { randomBytes } from "node:crypto";
import pg from "pg";
import { findPrograms } from "./find-programs.ts";
import { type Server, startServer } from "./start-server.ts";

export interface TestPostgres {
  /** A database that is there from the start; several files of tests may share it. */
  readonly connectionString: string;
  /** Of the server's first process; undefined when the server is not ours. */
  readonly processId: number | undefined;
  /** A new empty database, that nobody else uses; its connection string. It goes with `stop`. */
  createDatabase(): Promise<string>;
  /** Asks a database (by its connection string) for rows. */
  rows(database: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL: the one that `STRIPE_AEP_TEST_POSTGRES` names, else one started from Debian's programs, else from the
 * npm package of this platform, on a free port and removed afterwards. Undefined when this machine has none of them.
 */
export async function startTestPostgres(): Promise<TestPostgres | undefined> {
  const given = process.env.STRIPE_AEP_TEST_POSTGRES;
  if (given !== undefined && given !== "")
    return manage({ connectionString: given, processId: undefined, stop: leaveAlone });
  return startOwnPostgres();
}

/** As above, but always one that nobody else uses. */
export async function startOwnPostgres(): Promise<TestPostgres | undefined> {
  const programs = findPrograms();
  return programs === undefined ? undefined : manage(await startServer(programs));
}

const leaveAlone = async (): Promise<void> => undefined;

function manage(server: Server): TestPostgres {
  const created: string[] = [];
  const { connectionString } = server;
  return {
    connectionString,
    processId: server.processId,
    createDatabase: async () => {
      const name = `stripe_aep_${randomBytes(6).toString("hex")}`;
      await rows(connectionString, `create database ${name}`);
      created.push(name);
      const url = new URL(connectionString);
      url.pathname = `/${name}`;
      return url.href;
    },
    rows,
    stop: async () => {
      for (const name of created) await rows(connectionString, `drop database if exists ${name} with (force)`);
      await server.stop();
    },
  };
}

async function rows(database: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
