import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

const binaries = join(root, "node_modules", ".bin");

/** The environment of everything that is launched: the repository's own binaries first, and nobody is told about it. */
export function environment(additions = {}) {
  return {
    ...process.env,
    PATH: [binaries, process.env.PATH].join(delimiter),
    TURBO_TELEMETRY_DISABLED: "1",
    DO_NOT_TRACK: "1",
    ...additions,
  };
}

/** The pinned Node where the lockfile has one for this platform, else the Node that runs this. */
export function pinnedNode() {
  const pinned = join(binaries, process.platform === "win32" ? "node.exe" : "node");
  return existsSync(pinned) ? pinned : process.execPath;
}

/**
 * Runs a command in the repository's root and resolves with its exit code; SIGINT and SIGTERM reach it, so that it can
 * checkpoint before it ends. `quiet` sends its stdout to our stderr.
 */
export function run(command, commandArguments, { quiet = false, additions = {}, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, {
      cwd,
      env: environment(additions),
      stdio: ["inherit", quiet ? 2 : "inherit", "inherit"],
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
