import type { Benchmark } from "./benchmark.ts";
import { listCharges, noteAt } from "./listing-run.ts";

const warmUp = 20_000;
const sizes = { short: [100_000, 1_000_000], full: [100_000, 1_000_000, 10_000_000] } as const;

export const growth: Benchmark = {
  name: "growth",
  sentence:
    "CPU for each charge after the first 20,000, in a backfill of 1,000,000 (10,000,000 in the full form), divided by that in one of 100,000; and the resident memory at the end of each, divided likewise.",
  caveat:
    "One run of each size, in processes of their own, one after the other: neighbours on the machine disturb it more than the interleaved benchmarks. Only growth breaks the bounds: the small backfill costs more for each charge than the large ones, since V8 is still compiling in it and its last batches settle within what is counted.",
  bars: [
    { figure: "CPU", atMost: 1.1 },
    { figure: "memory", atMost: 1.1 },
  ],
  async run({ full, say }) {
    const figures: Record<string, number> = { CPU: 0, memory: 0 };
    let smallest: { cpu: number; resident: number } | undefined;
    for (const objects of sizes[full ? "full" : "short"]) {
      const outcome = await listCharges(objects);
      const warm = noteAt(outcome, warmUp);
      const last = noteAt(outcome, objects);
      const own = { cpu: (last.cpu - warm.cpu) / (last.objects - warm.objects), resident: last.resident };
      smallest ??= own;
      figures[`${objects / 1000}k us`] = own.cpu;
      figures[`${objects / 1000}k MB`] = own.resident / 1_000_000;
      figures.CPU = Math.max(figures.CPU ?? 0, own.cpu / smallest.cpu);
      figures.memory = Math.max(figures.memory ?? 0, own.resident / smallest.resident);
      say(`${objects}: ${own.cpu.toFixed(1)} us for each charge, ${(own.resident / 1_000_000).toFixed(0)} MB`);
    }
    return figures;
  },
};
