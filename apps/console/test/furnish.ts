import type { Operation, Overview, Page, QuarantinedRecord, RunSummary } from "@stripe-aep/core/service-api";
import type { RealServer } from "./real-server.ts";

async function until<Value>(what: string, ask: () => Promise<Value>, holds: (value: Value) => boolean): Promise<Value> {
  const end = Date.now() + 60_000;
  for (;;) {
    const value = await ask();
    if (holds(value)) return value;
    if (Date.now() > end)
      throw new Error(`${what} did not happen within a minute: ${JSON.stringify(value).slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

export async function finished(server: RealServer, operation: Operation): Promise<Operation> {
  return until(
    `the end of ${operation.kind}`,
    () => server.ask<Operation>(`/v1/operations/${operation.id}`),
    ({ state }) => state !== "running",
  );
}

/** Waits until no run is open. */
export async function settled(server: RealServer): Promise<readonly RunSummary[]> {
  const runs = await until(
    "the end of all runs",
    () => server.ask<Page<RunSummary>>("/v1/runs?limit=200"),
    ({ items }) => items.length > 0 && items.every(({ status }) => status !== "running" && status !== "scheduled"),
  );
  return runs.items;
}

/** Runs every dataflow now and waits for the end. */
export async function runAll(server: RealServer): Promise<readonly RunSummary[]> {
  const { resources } = await server.ask<Overview>("/v1/overview");
  for (const { flowId } of resources) await server.ask(`/v1/flows/${flowId}/run`, {});
  return settled(server);
}

/** An account that is connected, with all six resources moved. Returns the connection's id. */
export async function furnish(server: RealServer, name = "Stripe"): Promise<string> {
  const connection = await server.ask<{ readonly id: string }>("/v1/connections", {
    name,
    accessToken: server.simulator.stripe.restrictedKey,
  });
  await setUpAll(server, connection.id);
  return connection.id;
}

/** Dataflows for all resources that have none, and their first runs. */
export async function setUpAll(server: RealServer, connectionId: string): Promise<void> {
  const done = await finished(server, await server.ask<Operation>("/v1/set-up", { connectionId }));
  if (done.state !== "succeeded") throw new Error(`setting up failed: ${JSON.stringify(done.problem)}`);
  await settled(server);
}

/** Has the platform refuse some good rows of new charges, so that the quarantine is not empty. */
export async function fillQuarantine(server: RealServer, records: number): Promise<readonly QuarantinedRecord[]> {
  for (let each = 0; each < records; each += 1) await server.control("/operations/createCharge", []);
  await server.control("/faults", { rules: [{ name: "aep-record-refused", rate: 1, limit: records }] });
  // Events are read with a lag, so the first run may not see the new charges yet.
  const found = await until(
    "a refused record",
    async () => {
      await runAll(server);
      return (await server.ask<Page<QuarantinedRecord>>("/v1/quarantine")).items;
    },
    ({ length }) => length > 0,
  );
  await server.control("/faults", { rules: [] });
  return found;
}

export async function compare(server: RealServer): Promise<Operation> {
  return finished(server, await server.ask<Operation>("/v1/reconciliations", {}));
}
