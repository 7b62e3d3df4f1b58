import { readFileSync } from "node:fs";
import process from "node:process";

import { exitCodes } from "./exit-codes.ts";

/**
 * The command line's entry: the only file with signal handlers and `process.exit`. The version is answered before anything
 * is loaded.
 */
export async function main(argv: readonly string[]): Promise<void> {
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-v")) {
    process.stdout.write(`stripe-aep ${packageVersion()}\n`);
    return;
  }
  // A far side that keeps its connection open must not keep a finished command alive.
  process.exit(await runOnProcess(argv));
}

/** Runs a command line on this process's streams and signals, and gives its exit code. */
export async function runOnProcess(argv: readonly string[]): Promise<number> {
  const { runCommandLine } = await import("./run-command-line.ts");
  const { processTerminal } = await import("./process-terminal.ts");
  const terminal = processTerminal(interruption());
  const exitCode = await runCommandLine(argv, terminal);
  await drained(process.stdout);
  // A result that nobody can have is not a success, whatever the command has done.
  const failure = terminal.failure();
  if (failure !== undefined) {
    const { renderError } = await import("./render/render-error.ts");
    renderError(failure, terminal, { json: false, debug: argv.includes("--debug") });
  }
  await drained(process.stderr);
  return failure === undefined ? exitCode : exitCode || exitCodes.failed.code;
}

function packageVersion(): string {
  const description = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return description.version;
}

/** The first Ctrl-C asks the work to stop at a safe place, the second one ends the process at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted.code);
    process.stderr.write("\nStopping after the current page; press Ctrl-C again to stop at once.\n");
    controller.abort(new Error("interrupted"));
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.closed) resolve();
    else stream.write("", () => resolve());
  });
}
