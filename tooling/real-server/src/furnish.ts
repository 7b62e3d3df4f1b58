import type { Operation, Overview, Page, QuarantinedRecord, Run, RunSummary } from "@stripe-aep/core/service-api";
import type { RealServer } from "./real-server.ts";

/** Milliseconds for what is waited for to come about on a busy machine. */
const PATIENCE = 150_000;

async function until<Value>(what: string, ask: () => Promise<Value>, holds: (value: Value) => boolean): Promise<Value> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const value = await ask();
    if (holds(value)) return value;
    if (Date.now() > end)
      throw new Error(`${what} did not happen within ${PATIENCE / 1000} s: ${JSON.stringify(value).slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

async function finished(server: RealServer, operation: Operation): Promise<Operation> {
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
async function runAll(server: RealServer): Promise<readonly RunSummary[]> {
  const { resources } = await server.ask<Overview>("/v1/overview");
  for (const { flowId } of resources) await server.ask(`/v1/flows/${flowId}/run`, {});
  return settled(server);
}

async function connect(server: RealServer, name: string): Promise<string> {
  const accessToken = server.simulator.stripe.restrictedKey;
  return (await server.ask<{ readonly id: string }>("/v1/connections", { name, accessToken })).id;
}

/** An account that is connected, with all six resources moved. Returns the connection's id. */
export async function furnish(server: RealServer, name = "Stripe"): Promise<string> {
  const connectionId = await connect(server, name);
  await setUpAll(server, connectionId);
  return connectionId;
}

export interface FirstRun {
  readonly connectionId: string;
  /** Of the charges. */
  readonly runId: string;
  /** Lets the rest of the account be read, and waits for it. */
  readonly finish: () => Promise<void>;
}

/** As `furnish`, with Stripe answering slowly after some pages of charges: the first run stays in the middle. */
export async function beginSlowly(server: RealServer, name = "Stripe"): Promise<FirstRun> {
  const connectionId = await connect(server, name);
  const slow = { name: "delay", rate: 1, place: "/v1/charges", after: 3, milliseconds: 2500 };
  await server.control("/faults", { rules: [slow] });
  await finished(server, await server.ask<Operation>("/v1/set-up", { connectionId }));
  const runs = await until(
    "a run of charges",
    () => server.ask<Page<RunSummary>>("/v1/runs?resource=charges&status=running"),
    ({ items }) => items.length > 0,
  );
  const runId = runs.items[0]?.id ?? "";
  await until(
    "a listing in windows",
    () => server.ask<Run>(`/v1/runs/${runId}`),
    ({ live }) => (live?.slices.length ?? 0) > 1,
  );
  const finish = async (): Promise<void> => {
    await server.control("/faults", { rules: [] });
    await settled(server);
  };
  return { connectionId, runId, finish };
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
