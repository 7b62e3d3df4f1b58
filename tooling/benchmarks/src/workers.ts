import { Worker } from "node:worker_threads";
import type { Benchmark } from "./benchmark.ts";
import { medianRatio } from "./interleave.ts";
import type { MappingTask } from "./processes/map-in-worker.ts";
import type { Resource } from "./pages.ts";

const resources = ["charges", "subscriptions", "balance_transactions"] as const satisfies readonly Resource[];

class MappingWorker {
  readonly #worker = new Worker(new URL("./processes/map-in-worker.ts", import.meta.url));

  /** Objects mapped in so many milliseconds. */
  map(task: MappingTask): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#worker.once("error", reject);
      this.#worker.once("message", (objects: number) => {
        this.#worker.off("error", reject);
        resolve(objects);
      });
      this.#worker.postMessage(task);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

export const workers: Benchmark = {
  name: "workers",
  sentence: "Objects mapped in a second by two worker threads, divided by those of one, pages in memory.",
  caveat:
    "Wall time, so neighbours on the machine lower it: with one core busy elsewhere, two workers cannot be faster than one. The connector itself runs in one thread; more are more processes, which leases keep apart.",
  bars: resources.map((resource) => ({ figure: resource, atLeast: 1.3 })),
  async run({ full, say }) {
    const figures: Record<string, number> = {};
    const [one, other] = [new MappingWorker(), new MappingWorker()];
    try {
      for (const resource of resources) {
        const task = { resource, milliseconds: full ? 3_000 : 1_000 };
        await Promise.all([one.map(task), other.map(task)]);
        const rounds: Record<string, number[]> = { two: [], one: [] };
        for (let round = 0; round < (full ? 11 : 5); round += 1) {
          const both = await Promise.all([one.map(task), other.map(task)]);
          rounds.two?.push(both[0] + both[1]);
          rounds.one?.push(await one.map(task));
        }
        Object.assign(figures, medianRatio(resource, rounds, "two", "one"));
        say(`${resource}: ${(figures[resource] ?? 0).toFixed(2)}`);
      }
    } finally {
      await Promise.all([one.end(), other.end()]);
    }
    return figures;
  },
};
