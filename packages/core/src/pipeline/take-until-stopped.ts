import { InterruptedError } from "../errors.ts";
import type { FeedRun } from "./feed-run.ts";
import type { TicketedPage } from "./recognise-records.ts";

/** Pages as long as nobody asks the run to stop; the stages after it then run dry, so that nothing that was read is lost. */
export function takeUntilStopped(
  run: Pick<FeedRun, "isAskedToStop" | "runId">,
  pages: AsyncIterable<TicketedPage>,
): { readonly pages: AsyncIterable<TicketedPage>; throwIfStopped(): void } {
  let isStopped = false;
  async function* take(): AsyncGenerator<TicketedPage> {
    for await (const page of pages) {
      yield page;
      isStopped = await run.isAskedToStop();
      if (isStopped) return;
    }
  }
  return {
    pages: take(),
    throwIfStopped: () => {
      if (isStopped) throw interrupted(run.runId);
    },
  };
}

function interrupted(runId: string): InterruptedError {
  return new InterruptedError({
    code: "SAEP-1702",
    message: "Stopped as asked, after what had been read was delivered and checkpointed.",
    where: runId,
    next: "Run the same command again: it goes on from its checkpoint.",
  });
}
