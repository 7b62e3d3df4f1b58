import type { Benchmark } from "./benchmark.ts";
import type { Resource } from "./pages.ts";
import { startChild } from "./processes/child.ts";
import type { ConnectorOutcome, ConnectorTask } from "./processes/run-connector.ts";
import { startSimulatedSystems } from "./processes/simulated-systems.ts";

const resources = ["charges", "subscriptions", "balance_transactions"] as const satisfies readonly Resource[];

/** Adobe's guardrail for batch ingestion, in bytes a second. */
const adobePermits = 20_000_000_000 / 3_600;
/** What a live account gives in a second: 100 requests of 100 objects. */
const stripeGives = 10_000;

export const parquet: Benchmark = {
  name: "parquet",
  sentence:
    "Bytes uploaded as Parquet, divided by the bytes of Stripe's answers; and the objects that Adobe's 20 GB an hour then let through, divided by the 10,000 a second that Stripe gives a live account.",
  caveat:
    "Bytes of whole backfills, uploaded to the simulated platform, which reads every file back. Adobe does not say whether its guardrail counts bytes as uploaded, nor which Parquet codecs it takes. Stripe's bytes are counted uncompressed.",
  bars: resources.flatMap((resource) => [
    { figure: resource, atMost: 0.12 },
    { figure: `${resource} rate`, atLeast: 1.2 },
  ]),
  async run({ full, say }) {
    const figures: Record<string, number> = {};
    // Drawn one by one: objects that repeat each other would compress better than any account does.
    const account = { kind: "simulated", objects: full ? 150_000 : 25_000 } as const;
    for (const resource of resources) {
      const systems = await startSimulatedSystems(account, { counting: false });
      const client = startChild<ConnectorTask, ConnectorOutcome>("run-connector");
      try {
        await systems.countStripe();
        const task = { ...systems, datasets: { [resource]: ["object"] } } satisfies ConnectorTask;
        const outcome = await client.ask({ ...task, delivery: { format: "parquet" } });
        const { accepted: count, objects, unchanged } = outcome;
        if (count + unchanged !== objects) throw new Error(`${count} of ${objects} ${resource} were accepted`);
        const [read, uploaded] = [await systems.countStripe(), await systems.countPlatform()];
        figures[resource] = uploaded.bytes / read.bytes;
        figures[`${resource} bytes`] = uploaded.bytes / count;
        figures[`${resource} us`] = outcome.cpu / count;
        figures[`${resource} rate`] = adobePermits / (uploaded.bytes / count) / stripeGives;
        say(
          `${resource}: ${(uploaded.bytes / count).toFixed(0)} bytes, ${(uploaded.bytes / read.bytes).toFixed(3)} of Stripe's`,
        );
      } finally {
        await Promise.all([client.stop(), systems.stop()]);
      }
    }
    return figures;
  },
};
