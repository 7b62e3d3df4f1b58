import type { Benchmark } from "./benchmark.ts";
import { cost } from "./cost.ts";
import { start } from "./start.ts";
import { transform } from "./transform.ts";

/** Every benchmark, in the order in which a full run takes them. */
export const benchmarks: readonly Benchmark[] = [transform, cost, start];
