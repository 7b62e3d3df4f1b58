import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { Profiler } from "node:inspector";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "../processes/child.ts";
import type { ConnectorOutcome, ConnectorTask } from "../processes/run-connector.ts";
import { startSimulatedSystems } from "../processes/simulated-systems.ts";
import { collapseProfile, type Frame } from "./collapse-profile.ts";

export const profiledObjects = { charges: 20_000, customers: 20_000 };

/** V8's CPU profile of a whole backfill, from the first list request to the last settled batch. */
export async function profileBackfill(): Promise<Frame> {
  const folder = mkdtempSync(join(tmpdir(), "stripe-aep-profile-"));
  const systems = await startSimulatedSystems({ kind: "listed", objects: profiledObjects, spread: "uniform" });
  const client = startChild<ConnectorTask, ConnectorOutcome>("run-connector");
  try {
    const task = { ...systems, datasets: { charges: ["object"], customers: ["object"] } } satisfies ConnectorTask;
    const profile = join(folder, "backfill.cpuprofile");
    await client.ask({ ...task, profile });
    return collapseProfile(JSON.parse(readFileSync(profile, "utf8")) as Profiler.Profile);
  } finally {
    await Promise.all([client.stop(), systems.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}
