import { type LedgerFigures, type ResourceName, resourceNames } from "@stripe-aep/core";
import { addFigures, figuresOfEntry, ledgerTotals, noFigures, quarantineCauses } from "@stripe-aep/core/flow-service";
import type { ResourceTotals, RunCounts } from "@stripe-aep/core/service-api";
import type { RunnableFlow } from "../flows/flow-view.ts";
import { totalsOf } from "../flows/run-figures.ts";
import type { Call } from "./call.ts";

/** What all runs did with each resource: ledgers of the feeds, and what flows with a mapping of one's own noted. */
export async function sumResources(
  call: Call,
  flows: readonly RunnableFlow[],
  feeds: readonly number[],
): Promise<readonly ResourceTotals[]> {
  const { database } = await call.service.storeOf(call.tenant);
  const ledger = await ledgerTotals(database, feeds);
  const waiting = await quarantineCauses(database, { feeds, status: "open" });
  const totals: ResourceTotals[] = [];
  for (const resource of resourceNames) {
    const ofResource = flows.filter((flow) => flow.resource === resource);
    const datasets: Record<string, LedgerFigures> = {};
    for (const row of ledger) if (row.resource === resource) datasets[row.dataset] = figuresOfEntry(row);
    const own = ofResource.filter(({ engine }) => engine === "own").map(({ flow }) => totalsOf(flow));
    if (own.length > 0) datasets.own = own.reduce(addFigures);
    if (ofResource.length === 0 && Object.keys(datasets).length === 0) continue;
    totals.push({
      resource,
      figures: addFigures(datasets.object ?? noFigures, datasets.own ?? noFigures),
      datasets,
      quarantined: sumOf(waiting, resource),
      runs: await countRuns(
        call,
        ofResource.map(({ flow }) => flow.id),
      ),
    });
  }
  return totals;
}

function sumOf(causes: readonly { readonly resource: string; readonly count: number }[], resource: ResourceName) {
  return causes.reduce((sum, cause) => (cause.resource === resource ? sum + cause.count : sum), 0);
}

/** Runs of some flows by state. */
export async function countRuns({ service, tenant }: Call, flowIds: readonly string[]): Promise<RunCounts> {
  const counts =
    flowIds.length === 0 ? new Map<string, number>() : await service.entities.countStates(tenant, "runs", flowIds);
  const of = (state: string): number => counts.get(state) ?? 0;
  return { scheduled: of("scheduled"), running: of("inProgress"), succeeded: of("success"), failed: of("failed") };
}
