import type { Flow, Page, QuarantinedRecord, RunSummary } from "@stripe-aep/core/service-api";
import type { RealServer } from "@stripe-aep/real-server";

/** Every page of the console with the route to it, given what the server holds. */
export async function everyPage(
  server: RealServer,
  connectionId: string,
): Promise<readonly (readonly [name: string, route: string])[]> {
  const first = async <Item>(path: string): Promise<Item | undefined> => (await server.ask<Page<Item>>(path)).items[0];
  const flow = await first<Flow>("/v1/flows");
  const runs = await server.ask<Page<RunSummary>>("/v1/runs?resource=charges");
  const run = runs.items.toSorted((a, b) => b.figures.read - a.figures.read)[0];
  const record = await first<QuarantinedRecord>("/v1/quarantine");
  return [
    ["overview", ""],
    ["catalog", "catalog"],
    ["connect", "connect"],
    ["connect-all-six", "connect?way=all"],
    ["accounts", "connections"],
    ["account", `connections/${connectionId}`],
    ["dataflows", "flows"],
    ["dataflow", `flows/${flow?.id ?? ""}`],
    ["runs", "runs"],
    ["run", `runs/${run?.id ?? ""}`],
    ["quarantine", "quarantine"],
    ["quarantined-record", `quarantine/${record?.id ?? ""}`],
    ["reconciliation", "reconciliation"],
    ["budgets", "budgets"],
    ["buy-now-pay-later", "buy-now-pay-later"],
    ["field-table", "fields"],
    ["audit-log", "audit"],
    ["not-found", "nowhere"],
  ];
}
