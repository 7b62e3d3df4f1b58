import process from "node:process";
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";

import type { Stream, Terminal } from "./terminal.ts";

/** The machine's own terminal, and what kept a result from being written. */
export interface ProcessTerminal extends Terminal {
  /** The first failure of a stream, such as that of a full disk that standard output leads to. */
  failure(): Error | undefined;
}

/** A reader that closed its end (`| head`) is not an error of ours: what it did not read is dropped. */
function streamOf(stream: NodeJS.WriteStream, failed: (error: Error) => void): Stream {
  const heard = (error: NodeJS.ErrnoException): void => {
    if (error.code !== "EPIPE") failed(error);
  };
  return {
    write: (content) => {
      // oclif listens too, as soon as a command is loaded, and throws what it hears out of any reach.
      stream.removeAllListeners("error").on("error", heard);
      if (!stream.destroyed) stream.write(content);
    },
    live: stream.isTTY && process.env.TERM !== "dumb",
    columns: stream.columns ?? 120,
  };
}

async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await questions.question(question)).trim();
  } finally {
    questions.close();
  }
}

export function processTerminal(interrupted: AbortSignal): ProcessTerminal {
  let failure: Error | undefined;
  const failed = (error: Error): void => {
    failure ??= error;
  };
  return {
    failure: () => failure,
    output: streamOf(process.stdout, failed),
    notes: streamOf(process.stderr, failed),
    environment: process.env,
    workingFolder: process.cwd(),
    interrupted,
    readInput: () => text(process.stdin),
    ask,
  };
}
