import type { Overview } from "../../api/types.ts";
import type { Tone } from "../../parts/marks.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";

export interface Judgement {
  readonly tone: Tone;
  readonly title: string;
  readonly reasons: readonly Reason[];
}

export interface Reason {
  readonly message: string;
  readonly next: string | null;
  /** Pieces of the route to what it is about. */
  readonly path: readonly string[];
}

const order = { error: 0, warning: 1, info: 2 } as const;

/** The one sentence that somebody woken at night needs: is anything wrong, and what. */
export function judge({
  attention,
  resources,
  runsInProgress,
}: Pick<Overview, "attention" | "resources" | "runsInProgress">): Judgement {
  const differing = resources.filter(({ lastReconciliation }) => lastReconciliation?.verdict === "differs");
  const reasons = [
    ...differing.map(({ resource }) => ({
      message: `Stripe and the platform differ in ${resourceTitle(resource).toLowerCase()}.`,
      next: "The reconciliation names the objects and can repair them.",
      path: ["reconciliation"],
    })),
    ...attention
      .toSorted((a, b) => order[a.severity] - order[b.severity])
      .map(({ message, next, subject }) => ({ message, next, path: (subject ?? "").split("/").filter(Boolean) })),
  ];
  if (differing.length > 0 || attention.some(({ severity }) => severity === "error"))
    return { tone: "bad", title: "Something needs you.", reasons };
  if (attention.some(({ severity }) => severity === "warning")) {
    return { tone: "warn", title: "Data moves, and something waits for you.", reasons };
  }
  if (runsInProgress > 0) return { tone: "busy", title: "Data is moving now.", reasons };
  const unread = resources.filter(
    ({ lagSeconds, state, lastRun }) => lagSeconds === null && state === "enabled" && lastRun?.status !== "succeeded",
  );
  if (unread.length > 0) {
    const names = unread.map(({ resource }) => resourceTitle(resource)).join(", ");
    return { tone: "busy", title: `Not read whole yet: ${names}.`, reasons };
  }
  return { tone: "good", title: "All is well.", reasons };
}
