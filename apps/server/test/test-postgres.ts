import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TestPostgres {
  readonly connectionString: string;
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL for tests: the one that `STRIPE_AEP_TEST_POSTGRES` names, else one started from Debian's binaries on a
 * free port and removed afterwards. Undefined when this machine has neither.
 */
export async function startTestPostgres(): Promise<TestPostgres | undefined> {
  const given = process.env.STRIPE_AEP_TEST_POSTGRES;
  if (given !== undefined && given !== "") return { connectionString: given, stop: async () => undefined };
  const binaries = findBinaries();
  return binaries === undefined ? undefined : startServer(binaries);
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

function findBinaries(): string | undefined {
  const root = "/usr/lib/postgresql";
  if (!existsSync(root)) return undefined;
  const newest = readdirSync(root).sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? undefined : join(root, newest, "bin");
}

async function startServer(binaries: string): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "stripe-aep-postgres-"));
  const owner = ownerFor(folder);
  const data = join(folder, "data");
  const init = ["-D", data, "-U", "tester", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"];
  execFileSync(join(binaries, "initdb"), init, { ...owner, stdio: "ignore", cwd: folder });
  const port = await freePort();
  const settings = [
    "fsync=off",
    "full_page_writes=off",
    "listen_addresses=127.0.0.1",
    `unix_socket_directories=${folder}`,
  ];
  const server = spawn(
    join(binaries, "postgres"),
    ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
    { ...owner, cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
  );
  const exited = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let said = "";
    server.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("ready to accept connections")) resolve();
    });
    void exited.then(() => reject(new Error(`PostgreSQL did not start: ${said}`)));
  });
  return {
    connectionString: `postgres://tester@127.0.0.1:${port}/postgres`,
    stop: async () => {
      server.kill("SIGINT");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function ownerFor(folder: string): Owner {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  const owner = { uid: id("-u"), gid: id("-g") };
  chownSync(folder, owner.uid, owner.gid);
  return owner;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
