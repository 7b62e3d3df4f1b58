type Labels = Readonly<Record<string, string>>;

/** Upper bounds of the buckets of durations, in seconds. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface Series {
  readonly labels: Labels;
  value: number;
}

interface Histogram {
  readonly labels: Labels;
  readonly counts: number[];
  sum: number;
  count: number;
}

/** Counters, gauges and durations in Prometheus' text format. */
export class Metrics {
  readonly #help = new Map<string, { readonly type: string; readonly help: string }>();
  readonly #series = new Map<string, Map<string, Series>>();
  readonly #histograms = new Map<string, Map<string, Histogram>>();

  describe(name: string, type: "counter" | "gauge" | "histogram", help: string): void {
    this.#help.set(name, { type, help });
  }

  count(name: string, labels: Labels = {}, by = 1): void {
    this.#at(name, labels).value += by;
  }

  set(name: string, labels: Labels, value: number): void {
    this.#at(name, labels).value = value;
  }

  /** Takes away every series of a gauge: those that are set again are those that still exist. */
  clear(name: string): void {
    this.#series.delete(name);
  }

  observe(name: string, labels: Labels, seconds: number): void {
    const family = this.#histograms.get(name) ?? new Map<string, Histogram>();
    this.#histograms.set(name, family);
    const key = JSON.stringify(labels);
    const found = family.get(key) ?? { labels, counts: buckets.map(() => 0), sum: 0, count: 0 };
    family.set(key, found);
    for (const [index, bound] of buckets.entries())
      if (seconds <= bound) found.counts[index] = (found.counts[index] ?? 0) + 1;
    found.sum += seconds;
    found.count += 1;
  }

  render(): string {
    const lines: string[] = [];
    for (const [name, { type, help }] of this.#help) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
      for (const { labels, value } of this.#series.get(name)?.values() ?? [])
        lines.push(`${name}${text(labels)} ${value}`);
      for (const histogram of this.#histograms.get(name)?.values() ?? [])
        lines.push(...renderHistogram(name, histogram));
    }
    return `${lines.join("\n")}\n`;
  }

  #at(name: string, labels: Labels): Series {
    const family = this.#series.get(name) ?? new Map<string, Series>();
    this.#series.set(name, family);
    const key = JSON.stringify(labels);
    const found = family.get(key) ?? { labels, value: 0 };
    family.set(key, found);
    return found;
  }
}

function renderHistogram(name: string, { labels, counts, sum, count }: Histogram): readonly string[] {
  const rows = buckets.map(
    (bound, index) => `${name}_bucket${text({ ...labels, le: String(bound) })} ${counts[index] ?? 0}`,
  );
  return [
    ...rows,
    `${name}_bucket${text({ ...labels, le: "+Inf" })} ${count}`,
    `${name}_sum${text(labels)} ${sum}`,
    `${name}_count${text(labels)} ${count}`,
  ];
}

function text(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, "_")}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
