import type { Clock } from "../ports/ports.ts";
import type { ResourceName } from "../resources.ts";
import type { SyncProgress } from "./run-report.ts";

/** Counts what is read and tells the caller about it, with the rate since the run began. */
export function createProgress(clock: Clock, onProgress: ((progress: SyncProgress) => void) | undefined) {
  const startedAt = clock.now();
  const counts = new Map<ResourceName, number>();
  const phases = new Map<ResourceName, SyncProgress["phase"]>();
  const tell = (resource: ResourceName): void => {
    const read = counts.get(resource) ?? 0;
    const seconds = Math.max(0.001, (clock.now() - startedAt) / 1000);
    onProgress?.({ resource, read, ratePerSecond: read / seconds, phase: phases.get(resource) ?? "reading" });
  };
  return {
    read: (resource: ResourceName, records: number): void => {
      counts.set(resource, (counts.get(resource) ?? 0) + records);
      tell(resource);
    },
    phase: (resource: ResourceName, phase: SyncProgress["phase"]): void => {
      phases.set(resource, phase);
      tell(resource);
    },
  };
}
