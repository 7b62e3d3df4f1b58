import { execFileSync, spawn } from "node:child_process";
import { chownSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import getPort from "get-port";
import type { Programs } from "./find-programs.ts";

/** A PostgreSQL that somebody here started. */
export interface Server {
  readonly connectionString: string;
  /** The process that all its others come from. */
  readonly processId: number | undefined;
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root. */
interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/** In a temporary folder on a free port of loopback; nothing of it survives a power cut, which makes it quick. */
export async function startServer(found: Programs): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "stripe-aep-postgres-"));
  const owner = ownerFor(folder);
  const programs = readableBy(owner, found, folder);
  const data = join(folder, "data");
  const init = ["-D", data, "-U", "tester", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"];
  execFileSync(join(programs, "initdb"), init, { ...owner, stdio: "ignore", cwd: folder });
  const port = await getPort({ host: "127.0.0.1" });
  const settings = [
    "fsync=off",
    "full_page_writes=off",
    "listen_addresses=127.0.0.1",
    `unix_socket_directories=${folder}`,
  ];
  const server = spawn(
    join(programs, "postgres"),
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
    processId: server.pid,
    stop: async () => {
      server.kill("SIGINT");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function ownerFor(folder: string): Owner {
  if (process.getuid?.() !== 0) return {};
  const name = hasUser("postgres") ? "postgres" : "nobody";
  const id = (flag: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8" }));
  const owner = { uid: id("-u"), gid: id("-g") };
  chownSync(folder, owner.uid, owner.gid);
  return owner;
}

function hasUser(name: string): boolean {
  try {
    execFileSync("id", [name], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A package in root's own folders cannot be read by the user that has to run it. */
function readableBy(owner: Owner, { folder, root }: Programs, temporary: string): string {
  if (owner.uid === undefined || root === undefined) return folder;
  const copy = join(temporary, "programs");
  cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, "bin");
}
