import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

const binaries = join(root, "node_modules", ".bin");

/** The environment of everything that is launched: the repository's own binaries first, and nobody is told about it. */
function environment() {
  return {
    ...process.env,
    PATH: [binaries, process.env.PATH].join(delimiter),
    TURBO_TELEMETRY_DISABLED: "1",
    DO_NOT_TRACK: "1",
  };
}

/** The pinned Node where the lockfile has one for this platform, else the Node that runs this. */
export function pinnedNode() {
  const pinned = join(binaries, process.platform === "win32" ? "node.exe" : "node");
  return existsSync(pinned) ? pinned : process.execPath;
}

/**
 * Runs a command whose words matter only when it fails: then they go to stderr. `announcement` is said once the command has
 * taken longer than a blink.
 */
export async function runSilently(announcement, command, commandArguments) {
  const timer = setTimeout(() => console.error(announcement), 700);
  const words = [];
  const code = await new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, {
      cwd: root,
      env: environment(),
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    child.stdout.on("data", (bytes) => words.push(bytes));
    child.stderr.on("data", (bytes) => words.push(bytes));
    child.on("error", reject);
    child.on("close", (exitCode) => resolve(exitCode ?? 1));
  }).finally(() => clearTimeout(timer));
  if (code !== 0) process.stderr.write(Buffer.concat(words));
  return code;
}

/**
 * Runs a command in the repository's root and resolves with its exit code; SIGINT and SIGTERM reach it, so that it can
 * checkpoint before it ends.
 */
export function run(command, commandArguments) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, {
      cwd: root,
      env: environment(),
      stdio: "inherit",
      shell: process.platform === "win32" && !command.endsWith(".exe"),
    });
    // A terminal already delivers SIGINT to the whole group; only a signal sent to us alone must be handed on.
    const onTerminate = () => child.kill("SIGTERM");
    const onInterrupt = () => undefined;
    process.on("SIGTERM", onTerminate);
    process.on("SIGINT", onInterrupt);
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      process.off("SIGTERM", onTerminate);
      process.off("SIGINT", onInterrupt);
      resolve(code ?? (signal === "SIGINT" ? 130 : 1));
    });
  });
}
