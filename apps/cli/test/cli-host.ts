/**
 * A process that runs command lines one after the other: a line of JSON in, a line of JSON with the same number out. The same
 * code path as a process for each, without the time that each takes to start.
 */
import { createInterface } from "node:readline";
import process from "node:process";

import { runCommandLine } from "../src/run-command-line.ts";
import type { Terminal } from "../src/terminal.ts";

interface HostRequest {
  readonly number: number;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly answer?: string;
}

async function run(request: HostRequest): Promise<object> {
  let stdout = "";
  let stderr = "";
  const terminal: Terminal = {
    output: { write: (text) => (stdout += text), live: false, columns: 120 },
    notes: { write: (text) => (stderr += text), live: false, columns: 120 },
    environment: { HOME: request.cwd, ...request.env },
    workingFolder: request.cwd,
    interrupted: new AbortController().signal,
    readInput: () => Promise.resolve(request.input ?? ""),
    ask: () => Promise.resolve(request.answer),
  };
  const exitCode = await runCommandLine(request.args, terminal);
  return { exitCode, stdout, stderr };
}

// What oclif itself prints (help) goes to the real streams; results are marked, so that the two are told apart.
let last: Promise<void> = Promise.resolve();
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  last = last.then(async () => {
    const request = JSON.parse(line) as HostRequest;
    process.stdout.write(`\n@@${JSON.stringify({ number: request.number, ...(await run(request)) })}\n`);
  });
});
lines.on("close", () => {
  void last.then(() => process.exit(0));
});
