import { readProblem } from "./problem.ts";
import { request } from "./request.ts";
import type { Operation } from "./types.ts";

const between = 400;

/** Waits for work that outlives its request; rejects with the operation's own problem when it fails. */
export async function finished(started: Operation, onStep?: (operation: Operation) => void): Promise<Operation> {
  let operation = started;
  for (;;) {
    onStep?.(operation);
    if (operation.state === "failed") {
      throw readProblem(operation.problem?.status ?? 500, operation.problem ?? { title: "The work failed." });
    }
    if (operation.state === "succeeded") return operation;
    await new Promise((resolve) => setTimeout(resolve, between));
    operation = await request<Operation>(`/v1/operations/${encodeURIComponent(operation.id)}`);
  }
}
