import type { Connector } from "@stripe-aep/core";

import type { LocalSandbox } from "../local-sandbox.ts";

/** Makes the platform drop rows that it had accepted, and tells nobody; gives the Stripe ids, for the one who checks. */
export async function loseRows(
  simulator: LocalSandbox,
  connector: Connector,
  count: number,
): Promise<readonly string[]> {
  if (count === 0) return [];
  const plan = await connector.plan();
  const datasets = plan.steps.filter(({ kind, dataset }) => kind === "dataset" && dataset === "object");
  const lost: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const dataset = datasets[index % datasets.length];
    if (dataset?.id === undefined) continue;
    const row = await simulator.systems.platform.control.loseRow({ datasetId: dataset.id });
    if (row !== undefined) lost.push(row.objectId);
  }
  return lost;
}
