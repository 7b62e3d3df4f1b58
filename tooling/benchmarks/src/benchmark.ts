/** What one benchmark is asked to do. */
export interface BenchmarkOptions {
  /** The long form: more objects, more rounds. */
  readonly full: boolean;
  /** Progress, one line at a time; goes to stderr. */
  readonly say: (line: string) => void;
}

/** A bound that a figure must keep: the last word of the sentence "rate is at least 0.98". */
export interface Bar {
  readonly figure: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Medians, with the spread where one was measured: `charges`, `charges low`, `charges high`. */
export type Figures = Readonly<Record<string, number>>;

export interface Benchmark {
  readonly name: string;
  /** What is divided by what, on which workload, in one sentence. */
  readonly sentence: string;
  /** What a reader must know before he quotes the figures. */
  readonly caveat: string;
  readonly bars: readonly Bar[];
  run(options: BenchmarkOptions): Promise<Figures>;
}

export interface JudgedBar extends Omit<Bar, "figure"> {
  readonly held: boolean;
}

export interface Result {
  readonly name: string;
  readonly figures: Figures;
  /** By figure. */
  readonly bars: Readonly<Record<string, JudgedBar>>;
  readonly pass: boolean;
}

/** Holds the figures against the bars. A figure that is missing or not a number breaks its bar. */
export function judge(benchmark: Benchmark, figures: Figures): Result {
  const bars = Object.fromEntries(
    benchmark.bars.map(({ figure, ...bound }) => [figure, { ...bound, held: holds(bound, figures[figure]) }]),
  );
  return { name: benchmark.name, figures, bars, pass: Object.values(bars).every(({ held }) => held) };
}

function holds(bar: Omit<Bar, "figure">, value: number | undefined): boolean {
  if (value === undefined || Number.isNaN(value)) return false;
  return (bar.atLeast === undefined || value >= bar.atLeast) && (bar.atMost === undefined || value <= bar.atMost);
}
