import type { Clock } from "../ports/ports.ts";
import type { ResourceName } from "../resources.ts";
import type { SyncProgress } from "./run-report.ts";

/** Counts what is read and tells the caller about it, with the rate since the run began. */
export function createProgress(clock: Clock, onProgress: ((progress: SyncProgress) => void) | undefined) {
  const startedAt = clock.now();
  const counts = new Map<ResourceName, number>();
  const left = new Map<ResourceName, number | undefined>();
  const phases = new Map<ResourceName, SyncProgress["phase"]>();
  const tell = (resource: ResourceName): void => {
    const read = counts.get(resource) ?? 0;
    const seconds = Math.max(0.001, (clock.now() - startedAt) / 1000);
    const phase = phases.get(resource) ?? "reading";
    const remaining = phase === "reading" ? left.get(resource) : undefined;
    onProgress?.({ resource, read, ratePerSecond: read / seconds, remaining, phase });
  };
  return {
    read: (resource: ResourceName, records: number, remaining?: number): void => {
      counts.set(resource, (counts.get(resource) ?? 0) + records);
      if (records === 0) left.set(resource, remaining);
      tell(resource);
    },
    phase: (resource: ResourceName, phase: SyncProgress["phase"]): void => {
      phases.set(resource, phase);
      tell(resource);
    },
  };
}
