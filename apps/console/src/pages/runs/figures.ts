import type { LedgerFigures, RunReport } from "../../api/runs.ts";

const names = ["read", "sent", "unchanged", "filtered", "quarantined", "accepted", "rejected"] as const;

/** One figure of a run over all its resources. */
export function sumOf({ resources }: Pick<RunReport, "resources">, figure: keyof LedgerFigures): number {
  return Object.values(resources).reduce((sum, resource) => sum + resource[figure], 0);
}

/** All figures of a run over all its resources. */
export function totalFigures(run: Pick<RunReport, "resources">): LedgerFigures {
  return Object.fromEntries(names.map((name) => [name, sumOf(run, name)])) as unknown as LedgerFigures;
}
