/** What a process has spent, told by itself. */
export interface Spending {
  /** User and system time of all threads, in microseconds. */
  readonly cpu: number;
  readonly seconds: number;
  /** Resident now and at most, in bytes. */
  readonly resident: number;
  readonly peak: number;
}

export interface Started {
  readonly cpu: NodeJS.CpuUsage;
  readonly at: number;
}

export function startSpending(): Started {
  return { cpu: process.cpuUsage(), at: performance.now() };
}

export function spentSince(started: Started): Spending {
  const { user, system } = process.cpuUsage(started.cpu);
  return {
    cpu: user + system,
    seconds: (performance.now() - started.at) / 1000,
    resident: process.memoryUsage.rss(),
    // Kibibytes.
    peak: process.resourceUsage().maxRSS * 1024,
  };
}
