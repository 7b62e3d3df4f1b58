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

export interface Result {
  readonly name: string;
  readonly figures: Figures;
  readonly bars: readonly (Bar & { readonly held: boolean })[];
  readonly pass: boolean;
}

/** Holds the figures against the bars. A figure that is missing or not a number breaks its bar. */
export function judge(benchmark: Benchmark, figures: Figures): Result {
  const bars = benchmark.bars.map((bar) => ({ ...bar, held: holds(bar, figures[bar.figure]) }));
  return { name: benchmark.name, figures, bars, pass: bars.every(({ held }) => held) };
}

function holds(bar: Bar, value: number | undefined): boolean {
  if (value === undefined || Number.isNaN(value)) return false;
  return (bar.atLeast === undefined || value >= bar.atLeast) && (bar.atMost === undefined || value <= bar.atMost);
}
