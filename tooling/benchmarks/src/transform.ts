import type { Benchmark } from "./benchmark.ts";
import { interleave, ratio, type Side } from "./interleave.ts";
import { mapAll, mapperOf } from "./mappers.ts";
import { pagesOf, type Pages, type Resource } from "./pages.ts";

const resources = ["charges", "subscriptions", "balance_transactions"] as const satisfies readonly Resource[];

/**
 * Parse every page and write every object again, mapping nothing: what any mapper that makes JavaScript objects pays before it
 * begins.
 */
function parseAndStringify(pages: Pages): Side {
  const output = Buffer.allocUnsafe(8 * 1024 * 1024);
  return {
    name: "floor",
    objects: pages.objects,
    work: () => {
      for (const body of pages.bodies) {
        let at = 0;
        const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
        for (const object of (JSON.parse(text) as { data: unknown[] }).data) {
          at += output.write(`${JSON.stringify(object)}\n`, at, "utf8");
        }
      }
    },
  };
}

export const transform: Benchmark = {
  name: "transform",
  sentence:
    "CPU of JSON.parse and JSON.stringify of the pages, divided by CPU from page bytes to validated XDM rows, in memory; above 1, mapping is cheaper than copying.",
  caveat: "Pages of a simulated account; real ones hold other strings. The object dataset with the default policy.",
  bars: [
    { figure: "charges", atLeast: 0.7 },
    { figure: "subscriptions", atLeast: 0.7 },
    { figure: "balance_transactions", atLeast: 0.5 },
  ],
  async run({ full, say }) {
    const figures: Record<string, number> = {};
    for (const resource of resources) {
      const pages = await pagesOf(resource, { objects: full ? 200_000 : 60_000, limit: full ? 200 : 60 });
      const mapper = await mapperOf(resource, ["object"]);
      const sides = [
        parseAndStringify(pages),
        { name: "map", objects: pages.objects, work: () => mapAll(mapper, pages) },
      ];
      const quotient = ratio(await interleave(sides, { rounds: full ? 11 : 7 }), "floor", "map");
      figures[resource] = quotient.median;
      figures[`${resource} low`] = quotient.low;
      figures[`${resource} high`] = quotient.high;
      say(`${resource}: ${quotient.median.toFixed(2)} (${pages.objects} objects)`);
    }
    return figures;
  },
};
