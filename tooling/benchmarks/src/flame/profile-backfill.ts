import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Profiler } from "node:inspector";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { documents, keepProfile } from "../kept.ts";
import { startChild } from "../processes/child.ts";
import type { ConnectorOutcome, ConnectorTask } from "../processes/run-connector.ts";
import { startSimulatedSystems } from "../processes/simulated-systems.ts";
import { collapseProfile, type Frame, timeByPlace } from "./collapse-profile.ts";
import { drawFlame } from "./draw-flame.ts";

/** What the peers are given, too. */
const objects = { charges: 20_000, customers: 20_000 };

/** Draws where the CPU of a backfill goes, and keeps the times for the page. */
export async function drawProfile(): Promise<void> {
  const root = await profileBackfill();
  const seconds = (root.total / 1e6).toFixed(1);
  const title = `A backfill of ${objects.charges} charges and ${objects.customers} customers: ${seconds} s of CPU`;
  mkdirSync(`${documents}pictures`, { recursive: true });
  writeFileSync(`${documents}pictures/flame-graph.svg`, drawFlame(root, title));
  keepProfile({ objects, places: timeByPlace(root) });
}

/** V8's CPU profile of a whole backfill, from the first list request to the last settled batch. */
async function profileBackfill(): Promise<Frame> {
  const folder = mkdtempSync(join(tmpdir(), "stripe-aep-profile-"));
  const systems = await startSimulatedSystems({ kind: "listed", objects, spread: "uniform" });
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
