import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

import { problemsOfOutput } from "./published-schemas.ts";
import { secretsShown } from "./secrets-shown.ts";

const entry = fileURLToPath(new URL("./run-from-source.ts", import.meta.url));

export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SpawnOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Called with everything written so far, after each piece. */
  readonly onOutput?: (text: string, interrupt: () => void) => void;
}

/** Everything that any command wrote in this process's tests, for the search for planted secrets. */
export const everythingWritten: string[] = [];

/** Runs the command line as a process of its own, with nothing of the machine's environment but the path. */
export function spawnCli(args: readonly string[], options: SpawnOptions): Promise<CliResult> {
  const child = spawn(process.execPath, ["--conditions=@stripe-aep/source", entry, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env.PATH ?? "", HOME: options.cwd, ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  const heard = (): void => options.onOutput?.(stdout + stderr, () => child.kill("SIGINT"));
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    heard();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
    heard();
  });
  child.stdin.end(options.input ?? "");
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => {
      everythingWritten.push(stdout, stderr);
      const problems = [...problemsOfOutput(args, stdout), ...secretsShown(options, stdout + stderr)];
      if (problems.length > 0) reject(new Error(problems.join("\n")));
      else resolve({ exitCode, stdout, stderr });
    });
  });
}

/** A folder that is removed when the test is over. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "stripe-aep-cli-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
