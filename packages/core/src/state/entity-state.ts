/** The state that an entity's document shows: of a run its status, of all else `state`; empty for what has neither. */
export function entityState(document: Readonly<Record<string, unknown>>): string {
  const { metrics, state } = document as { metrics?: { statusSummary?: { status?: string } }; state?: unknown };
  const status = metrics?.statusSummary?.status;
  if (typeof status === "string") return status;
  return typeof state === "string" ? state : "";
}
