import { spawn, type ChildProcess } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import process from "node:process";
import { fileURLToPath } from "node:url";

import { problemsOfOutput } from "./published-schemas.ts";
import { secretsShown } from "./secrets-shown.ts";
import { everythingWritten, type CliResult } from "./spawn-cli.ts";

export interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What stands on standard input. */
  readonly input?: string;
  /** What a person types when asked; absent: there is no terminal. */
  readonly answer?: string;
}

/** Runs command lines, one after the other, in one process beside the tests. */
export class CliHost {
  readonly #child: ChildProcess;
  readonly #lines: Interface;

  constructor() {
    const host = fileURLToPath(new URL("./cli-host.ts", import.meta.url));
    this.#child = spawn(process.execPath, ["--conditions=@stripe-aep/source", host], {
      env: { PATH: process.env.PATH ?? "" },
      stdio: ["pipe", "pipe", "inherit"],
    });
    if (this.#child.stdout === null) throw new Error("the host has no standard output");
    this.#lines = createInterface({ input: this.#child.stdout });
  }

  run(args: readonly string[], options: RunOptions): Promise<CliResult> {
    return new Promise((resolve, reject) => {
      const heard = (line: string): void => {
        if (!line.startsWith("@@")) return;
        this.#lines.off("line", heard);
        const result = JSON.parse(line.slice(2)) as CliResult;
        everythingWritten.push(result.stdout, result.stderr);
        const problems = [
          ...problemsOfOutput(args, result.stdout),
          ...secretsShown(options, result.stdout + result.stderr),
        ];
        if (problems.length > 0) reject(new Error(problems.join("\n")));
        else resolve(result);
      };
      this.#lines.on("line", heard);
      this.#child.stdin?.write(`${JSON.stringify({ args, ...options })}\n`);
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#child.once("close", () => resolve());
      this.#child.stdin?.end();
    });
  }
}
