import { startChild } from "./processes/child.ts";
import type { ConnectorOutcome, ConnectorTask } from "./processes/run-connector.ts";
import { startSimulatedSystems } from "./processes/simulated-systems.ts";

const runs = new Map<number, Promise<ConnectorOutcome>>();

/** One backfill of so many charges in a fresh process with Node's default flags; measured once, read by two benchmarks. */
export function listCharges(objects: number): Promise<ConnectorOutcome> {
  const known = runs.get(objects) ?? run(objects);
  runs.set(objects, known);
  return known;
}

async function run(charges: number): Promise<ConnectorOutcome> {
  const systems = await startSimulatedSystems(
    { kind: "listed", objects: { charges }, spread: "uniform" },
    { rememberIds: false },
  );
  const client = startChild<ConnectorTask, ConnectorOutcome>("run-connector");
  try {
    const outcome = await client.ask({ ...systems, datasets: { charges: ["object"] }, noteEvery: 1_000 });
    if (outcome.accepted !== charges) throw new Error(`${outcome.accepted} of ${charges} charges arrived`);
    return outcome;
  } finally {
    await Promise.all([client.stop(), systems.stop()]);
  }
}

export type Note = ConnectorOutcome["notes"][number];

/** The first note at or after so many objects. */
export function noteAt(outcome: ConnectorOutcome, objects: number): Note {
  const note = outcome.notes.find((candidate) => candidate.objects >= objects) ?? outcome.notes.at(-1);
  if (note === undefined) throw new Error("a run of so few objects has no notes");
  return note;
}
