import type { Benchmark } from "./benchmark.ts";
import { backfill } from "./backfill.ts";
import { checkpoint } from "./checkpoint.ts";
import { consoleDelay } from "./console.ts";
import { cost } from "./cost.ts";
import { growth } from "./growth.ts";
import { limit } from "./limit.ts";
import { memory } from "./memory.ts";
import { parquet } from "./parquet.ts";
import { peer, peerLatency } from "./peer.ts";
import { storm } from "./storm.ts";
import { start } from "./start.ts";
import { whole } from "./whole.ts";
import { transform } from "./transform.ts";
import { validate } from "./validate.ts";
import { webhooks } from "./webhooks.ts";
import { workers } from "./workers.ts";

/** Every benchmark, in the order in which a full run takes them. */
export const benchmarks: readonly Benchmark[] = [
  limit,
  backfill,
  cost,
  peer,
  peerLatency,
  transform,
  validate,
  parquet,
  checkpoint,
  memory,
  growth,
  webhooks,
  storm,
  consoleDelay,
  workers,
  start,
  whole,
];
