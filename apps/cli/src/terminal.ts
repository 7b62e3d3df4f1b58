import { AsyncLocalStorage } from "node:async_hooks";

/** What a command sees of the machine: two streams, the environment, and how wide and how lively the terminal is. */
export interface Terminal {
  /** Results only. */
  readonly output: Stream;
  /** Progress, warnings and errors. */
  readonly notes: Stream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where relative paths begin. */
  readonly workingFolder: string;
  /** Aborted by the first Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** All of standard input as text, for secrets given by `-`; undefined when nobody can be asked. */
  readInput(): Promise<string>;
  /** One line from the operator; undefined when there is no terminal to ask at. */
  ask(question: string): Promise<string | undefined>;
}

export interface Stream {
  write(text: string): void;
  /** A terminal that a person looks at: lines may be redrawn. */
  readonly live: boolean;
  readonly columns: number;
}

const terminals = new AsyncLocalStorage<Terminal>();

/** Runs `act` with `terminal` as the one that every command inside it writes to. */
export function withTerminal<Result>(terminal: Terminal, act: () => Promise<Result>): Promise<Result> {
  return terminals.run(terminal, act);
}

export function currentTerminal(): Terminal {
  const terminal = terminals.getStore();
  if (terminal === undefined) throw new Error("A command runs inside withTerminal.");
  return terminal;
}
