import { type Child, startChild } from "./processes/child.ts";
import type { ConnectorOutcome, ConnectorTask } from "./processes/run-connector.ts";
import { type SimulatedSystems, startSimulatedSystems } from "./processes/simulated-systems.ts";

export type Note = ConnectorOutcome["notes"][number];

/** One backfill of charges, with a note for every 1,000. */
export interface Listing extends ConnectorOutcome {
  readonly charges: number;
}

/** A process with Node's default flags that can do one backfill after another, each with a state of its own. */
export interface ListingClient {
  backfill(charges: number): Promise<Listing>;
}

/** Gives the work clients for accounts of these sizes, and ends everything after it. */
export async function withListings<Result>(
  sizes: readonly number[],
  work: (startClient: () => ListingClient) => Promise<Result>,
): Promise<Result> {
  const children: Child<ConnectorTask, ConnectorOutcome>[] = [];
  const systems = new Map<number, SimulatedSystems>();
  try {
    for (const charges of sizes) systems.set(charges, await systemsOf(charges));
    return await work(() => {
      const child = startChild<ConnectorTask, ConnectorOutcome>("run-connector");
      children.push(child);
      return { backfill: (charges) => backfill(child, systems, charges) };
    });
  } finally {
    await Promise.all([...children, ...systems.values()].map((started) => started.stop()));
  }
}

function systemsOf(charges: number): Promise<SimulatedSystems> {
  return startSimulatedSystems({ kind: "listed", objects: { charges }, spread: "uniform" }, { rememberIds: false });
}

async function backfill(
  child: Child<ConnectorTask, ConnectorOutcome>,
  systems: ReadonlyMap<number, SimulatedSystems>,
  charges: number,
): Promise<Listing> {
  const from = systems.get(charges);
  if (from === undefined) throw new Error(`there is no account of ${charges} charges`);
  const outcome = await child.ask({ ...from, datasets: { charges: ["object"] }, noteEvery: 1_000 });
  if (outcome.accepted !== charges) throw new Error(`${outcome.accepted} of ${charges} charges arrived`);
  return { ...outcome, charges };
}
