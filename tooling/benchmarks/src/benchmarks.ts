import type { Benchmark } from "./benchmark.ts";
import { cost } from "./cost.ts";
import { limit } from "./limit.ts";
import { start } from "./start.ts";
import { transform } from "./transform.ts";
import { validate } from "./validate.ts";
import { workers } from "./workers.ts";

/** Every benchmark, in the order in which a full run takes them. */
export const benchmarks: readonly Benchmark[] = [limit, cost, transform, validate, workers, start];
