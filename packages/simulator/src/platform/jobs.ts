import type { SimulatedClock } from "../clock.ts";

/** Work that the platform does some time after the request that asked for it. */
export interface Jobs {
  /** Does the work once the clock has reached `dueAt` (milliseconds since 1970), in the order of due times. */
  schedule(dueAt: number, work: () => Promise<void> | void): void;
  /** Does everything that is due by now. Every request begins with it, so that what one sees depends on the clock alone. */
  runDue(): Promise<void>;
}

interface Job {
  readonly dueAt: number;
  readonly order: number;
  readonly work: () => Promise<void> | void;
}

export function createJobs(clock: SimulatedClock): Jobs {
  let waiting: Job[] = [];
  let order = 0;
  let running: Promise<void> = Promise.resolve();

  const next = (): Job | undefined => {
    const now = clock.now();
    const due = waiting.filter((job) => job.dueAt <= now);
    const first = due.sort((a, b) => a.dueAt - b.dueAt || a.order - b.order)[0];
    if (first !== undefined) waiting = waiting.filter((job) => job !== first);
    return first;
  };
  const drain = async (): Promise<void> => {
    for (let job = next(); job !== undefined; job = next()) await job.work();
  };

  return {
    schedule: (dueAt, work) => {
      waiting.push({ dueAt, order: order++, work });
    },
    runDue: () => {
      // One request after another: two must not do the same work twice.
      running = running.then(drain, drain);
      return running;
    },
  };
}
