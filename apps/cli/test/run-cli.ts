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
  #requests = 0;

  constructor() {
    const host = fileURLToPath(new URL("./cli-host.ts", import.meta.url));
    this.#child = spawn(process.execPath, ["--conditions=@stripe-aep/source", host], {
      env: { PATH: process.env.PATH ?? "" },
      stdio: ["pipe", "pipe", "inherit"],
    });
    if (this.#child.stdout === null) throw new Error("the host has no standard output");
    this.#lines = createInterface({ input: this.#child.stdout });
  }

  /** Throws if the output is not as the published schemas say, or shows a secret. */
  async run(args: readonly string[], options: RunOptions): Promise<CliResult> {
    this.#requests += 1;
    const answer = this.#answerTo(this.#requests);
    this.#child.stdin?.write(`${JSON.stringify({ number: this.#requests, args, ...options })}\n`);
    const result = await answer;
    everythingWritten.push(result.stdout, result.stderr);
    const problems = [
      ...problemsOfOutput(args, result.stdout),
      ...secretsShown(options, result.stdout + result.stderr),
    ];
    if (problems.length > 0) throw new Error(problems.join("\n"));
    return result;
  }

  /** By its number: a test that gave up leaves its last command to the host, and that is answered before the next test's. */
  #answerTo(number: number): Promise<CliResult> {
    return new Promise((resolve) => {
      const heard = (line: string): void => {
        if (!line.startsWith("@@")) return;
        const { number: answered, ...result } = JSON.parse(line.slice(2)) as CliResult & { readonly number: number };
        if (answered !== number) return;
        this.#lines.off("line", heard);
        resolve(result);
      };
      this.#lines.on("line", heard);
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#child.once("close", () => resolve());
      this.#child.stdin?.end();
    });
  }
}
