import { mkdirSync, writeFileSync } from "node:fs";
import type { Benchmark } from "./benchmark.ts";
import { drawPage } from "./draw-page.ts";
import { documents, publishLast } from "./kept.ts";

/** Writes `docs/benchmarks.json`, `docs/benchmarks.md` and its pictures from the last result of each benchmark. */
export async function writePage(benchmarks: readonly Benchmark[]): Promise<void> {
  const kept = publishLast(benchmarks);
  mkdirSync(`${documents}pictures`, { recursive: true });
  for (const [path, content] of Object.entries(await drawPage(kept))) {
    writeFileSync(`${documents}${path}`, content);
  }
}
