import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Postgres {
  /** A new empty database; its URL. */
  createDatabase(name: string): string;
  count(name: string, sql: string): number;
  /** User and system time of all its processes since the start, in microseconds. */
  cpu(): number;
  stop(): void;
}

/** A real PostgreSQL on loopback in a temporary folder; undefined when the machine has none. */
export async function startPostgres(): Promise<Postgres | undefined> {
  const programs = findPrograms();
  if (programs === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "stripe-aep-benchmark-postgres-"));
  chmodSync(folder, 0o777);
  const port = await freePort();
  const data = join(folder, "data");
  const run = (program: string, words: readonly string[]) => runAsPostgres(join(programs, program), words);
  run("initdb", ["-D", data, "-A", "trust", "-U", "postgres"]);
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1`;
  run("pg_ctl", ["-D", data, "-o", settings, "-l", join(folder, "log"), "-w", "start"]);
  const psql = (database: string, sql: string) =>
    run("psql", ["-h", "127.0.0.1", "-p", String(port), "-U", "postgres", "-d", database, "-Atc", sql]).trim();
  return {
    createDatabase: (name) => {
      psql("postgres", `drop database if exists ${name} with (force)`);
      psql("postgres", `create database ${name}`);
      return `postgres://postgres@127.0.0.1:${port}/${name}`;
    },
    count: (name, sql) => Number(psql(name, sql)),
    cpu: () => cpuOfGroup(data),
    stop: () => {
      run("pg_ctl", ["-D", data, "-m", "immediate", "-w", "stop"]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function findPrograms(): string | undefined {
  try {
    const [newest] = readdirSync("/usr/lib/postgresql").sort((a, b) => Number(b) - Number(a));
    return newest === undefined ? undefined : `/usr/lib/postgresql/${newest}/bin`;
  } catch {
    return undefined;
  }
}

/** PostgreSQL refuses to run as root. */
function runAsPostgres(program: string, words: readonly string[]): string {
  const options = {
    encoding: "utf8",
    cwd: "/",
    stdio: ["ignore", "pipe", "ignore"],
  } satisfies ExecFileSyncOptionsWithStringEncoding;
  if (process.getuid?.() !== 0) return execFileSync(program, words, options);
  return execFileSync("runuser", ["-u", "postgres", "--", program, ...words], options);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Ended backends are counted with the postmaster, their parent. */
function cpuOfGroup(data: string): number {
  const [postmaster = ""] = execFileSync("head", ["-1", join(data, "postmaster.pid")], { encoding: "utf8" }).split(
    "\n",
  );
  const pids = [postmaster, ...childrenOf(postmaster)];
  return pids.map(cpuOf).reduce((sum, cpu) => sum + cpu, 0);
}

function childrenOf(parent: string): readonly string[] {
  const all = execFileSync("ps", ["-e", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  return all.map((line) => line.trim().split(/\s+/)).flatMap(([pid = "", of]) => (of === parent ? [pid] : []));
}

/** Fields 14 to 17 of /proc/PID/stat: own and waited-for children's time in hundredths of a second. */
function cpuOf(pid: string): number {
  try {
    const stat = execFileSync("cat", [`/proc/${pid}/stat`], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 10_000;
  } catch {
    return 0;
  }
}
