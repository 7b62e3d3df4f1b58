import { fork, type ChildProcess } from "node:child_process";

/** A process of its own, so that its CPU is counted apart; it answers one question after another. */
export interface Child<Question, Answer> {
  readonly process: ChildProcess;
  /** Rejects with the child's own error, or when the child ends without an answer. */
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

type Reply<Answer> = { readonly answer: Answer } | { readonly failure: string };

/**
 * For a process that does round after round: it collects before each, so that none pays for what another left. V8 then has a
 * small heap, which it must grow again; a process that does one thing goes without.
 */
export const collecting: readonly string[] = ["--expose-gc"];

/** Starts a module of this folder that calls `answerQuestions`, with this process's flags but for `collecting`, and these. */
export function startChild<Question extends object, Answer>(
  module: string,
  flags: readonly string[] = [],
): Child<Question, Answer> {
  const file = new URL(`${module}.ts`, import.meta.url);
  const child = fork(file, {
    execArgv: [...process.execArgv.filter((flag) => !collecting.includes(flag)), ...flags],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  return {
    process: child,
    ask: (question) => askChild<Answer>(child, module, question),
    stop: () => stopChild(child),
  };
}

function askChild<Answer>(child: ChildProcess, module: string, question: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error(`${module} ended without an answer`));
    child.once("exit", ended);
    child.once("message", (reply: Reply<Answer>) => {
      child.off("exit", ended);
      if ("failure" in reply) reject(new Error(`${module}: ${reply.failure}`));
      else resolve(reply.answer);
    });
    child.send(question);
  });
}

function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

type Answerer<Question, Answer> = (question: Question) => Answer | Promise<Answer>;

/** The child's side: one answer for each question; ends with its parent. */
export function answerQuestions<Question, Answer>(answer: Answerer<Question, Answer>): void {
  process.on("message", (question: Question) => {
    void (async () => {
      try {
        process.send?.({ answer: await answer(question) });
      } catch (error) {
        process.send?.({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    })();
  });
  process.once("disconnect", () => process.exit());
}
