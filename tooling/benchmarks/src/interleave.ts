/** One side of a comparison: a piece of work that takes at least some tens of milliseconds. */
export interface Side {
  readonly name: string;
  readonly work: () => void | Promise<void>;
  /** Objects that one call of `work` handles. */
  readonly objects: number;
}

/** CPU microseconds for each object (all threads of this process), one figure for each round. */
export type Rounds = Readonly<Record<string, readonly number[]>>;

/**
 * Runs all sides in turn, round after round, in one process: neighbours on the machine disturb every side alike, so ratios
 * hold where single timings do not. The order turns with each round, because what runs after a collector's pause is luckier.
 */
export async function interleave(
  sides: readonly Side[],
  options: { readonly rounds: number; readonly warmUps?: number },
): Promise<Rounds> {
  const rounds: Record<string, number[]> = Object.fromEntries(sides.map(({ name }) => [name, []]));
  const warmUps = options.warmUps ?? 2;
  for (let round = -warmUps; round < options.rounds; round += 1) {
    for (const [index] of sides.entries()) {
      const side = sides[(index + Math.max(0, round)) % sides.length];
      if (side === undefined) continue;
      const spent = await cpuOf(side.work);
      if (round >= 0) rounds[side.name]?.push(spent / side.objects);
    }
  }
  return rounds;
}

async function cpuOf(work: Side["work"]): Promise<number> {
  globalThis.gc?.();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** A figure with its spread: `name`, `name low`, `name high`. */
export function spreadOf(name: string, values: readonly number[]): Record<string, number> {
  return { [name]: median(values), [`${name} low`]: Math.min(...values), [`${name} high`]: Math.max(...values) };
}

/** The median over rounds of one side's figure divided by the other's in the same round, and the smallest and largest. */
export function ratio(
  rounds: Rounds,
  dividend: string,
  divisor: string,
): { median: number; low: number; high: number } {
  const quotients = (rounds[dividend] ?? []).map((value, round) => value / (rounds[divisor]?.[round] ?? Number.NaN));
  return { median: median(quotients), low: Math.min(...quotients), high: Math.max(...quotients) };
}

/** The same as figures: `name`, `name low`, `name high`, and the medians of both sides under their names. */
export function medianRatio(name: string, rounds: Rounds, dividend: string, divisor: string): Record<string, number> {
  const quotient = ratio(rounds, dividend, divisor);
  return {
    [name]: quotient.median,
    [`${name} low`]: quotient.low,
    [`${name} high`]: quotient.high,
    [`${name} ${divisor}`]: median(rounds[divisor] ?? []),
    [`${name} ${dividend}`]: median(rounds[dividend] ?? []),
  };
}
