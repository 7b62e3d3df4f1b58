import { finished } from "./operations.ts";
import { request } from "./request.ts";
import type { CalendarDay, Operation, Page, Reconciliation, ResourceName } from "./types.ts";
import { useAnswer, type LiveAnswer } from "./use-answer.ts";

/** The last verdict of each day and resource. */
export function useCalendar(): LiveAnswer<readonly CalendarDay[]> {
  return useAnswer(
    "calendar",
    (signal) => request<readonly CalendarDay[]>("/v1/reconciliations/calendar", { signal }),
    15_000,
  );
}

export function useReconciliation(id: string): LiveAnswer<Reconciliation> {
  return useAnswer(`reconciliation ${id}`, (signal) =>
    request<Reconciliation>(`/v1/reconciliations/${encodeURIComponent(id)}`, { signal }),
  );
}

/** The newest comparison, if there was one. */
export function useLastReconciliation(): LiveAnswer<{ readonly last: Reconciliation | undefined }> {
  return useAnswer("last reconciliation", async (signal) => {
    const { items } = await request<Page<Reconciliation>>("/v1/reconciliations", { query: { limit: 1 }, signal });
    return { last: items[0] };
  });
}

/** Compares what is moved; a resource without a dataflow has nothing to be compared with. */
export async function reconcile(
  resources: readonly ResourceName[],
  onStep: (operation: Operation) => void,
): Promise<Operation> {
  return finished(await request<Operation>("/v1/reconciliations", { method: "POST", body: { resources } }), onStep);
}

export async function repair(id: string): Promise<Operation> {
  return finished(await request<Operation>(`/v1/reconciliations/${encodeURIComponent(id)}/repair`, { method: "POST" }));
}
