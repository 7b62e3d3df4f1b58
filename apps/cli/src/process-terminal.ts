import process from "node:process";
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";

import type { Stream, Terminal } from "./terminal.ts";

/** A reader that closed its end (`| head`) is not an error of ours: what it did not read is dropped. */
function streamOf(stream: NodeJS.WriteStream): Stream {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    write: (content) => {
      stream.write(content);
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

/** The machine's own terminal. */
export function processTerminal(interrupted: AbortSignal): Terminal {
  return {
    output: streamOf(process.stdout),
    notes: streamOf(process.stderr),
    environment: process.env,
    workingFolder: process.cwd(),
    interrupted,
    readInput: () => text(process.stdin),
    ask,
  };
}
