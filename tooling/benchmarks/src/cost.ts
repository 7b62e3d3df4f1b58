import type { Benchmark } from "./benchmark.ts";
import { medianRatio } from "./interleave.ts";
import type { Resource } from "./pages.ts";
import { collecting, startChild } from "./processes/child.ts";
import type { ConnectorOutcome, ConnectorTask } from "./processes/run-connector.ts";
import type { ReferenceOutcome, ReferenceTask } from "./processes/run-reference.ts";
import { startSimulatedSystems } from "./processes/simulated-systems.ts";

const resources = ["charges", "subscriptions", "balance_transactions"] as const satisfies readonly Resource[];

const smallAccount = { charges: 10_000, subscriptions: 10_000, balance_transactions: 20_000 };
const largeAccount = { charges: 100_000, subscriptions: 50_000, balance_transactions: 200_000 };

export const cost: Benchmark = {
  name: "cost",
  sentence:
    "Client CPU for each object of a reference pipeline (Stripe's SDK, interpreted mapping, ajv, one file), divided by ours from HTTP to a durable file of rows, with policy, free-text scan and digest; `whole` is the same divided by a whole backfill, with ledger, checkpoints, a remembered digest for each object, and the upload until it is settled.",
  caveat:
    "Only the part from HTTP to a file has a bound, because the reference does no more; the whole backfill is slower than that and for small objects slower than the reference. The measured part is put together from the connector's client, mapper and files, one page after the other. The reference neither applies a policy, nor scans free text, nor digests. Each side runs in a process of its own, which stays warm between rounds, against a simulated account in another.",
  bars: resources.map((resource) => ({ figure: resource, atLeast: 1.5 })),
  async run({ full, say }) {
    const figures: Record<string, number> = {};
    const objects = full ? largeAccount : smallAccount;
    const systems = await startSimulatedSystems({ kind: "listed", objects, spread: "uniform" });
    const reference = startChild<ReferenceTask, ReferenceOutcome>("run-reference", collecting);
    const ours = startChild<ReferenceTask, ReferenceOutcome>("run-to-file", collecting);
    const whole = startChild<ConnectorTask, ConnectorOutcome>("run-connector", collecting);
    try {
      for (const resource of resources) {
        const rounds = { reference: [] as number[], ours: [] as number[], whole: [] as number[] };
        for (let round = -2; round < (full ? 9 : 5); round += 1) {
          const outcomes = {
            reference: await reference.ask({ stripe: systems.stripe, resource }),
            ours: await ours.ask({ stripe: systems.stripe, resource }),
            whole: await whole.ask({ ...systems, datasets: { [resource]: ["object"] } }),
          };
          for (const [name, outcome] of Object.entries(outcomes)) {
            if (outcome.objects !== objects[resource]) throw new Error(`${name} read ${outcome.objects} ${resource}`);
            if (round >= 0) rounds[name as keyof typeof rounds].push(outcome.cpu / outcome.objects);
          }
        }
        Object.assign(figures, medianRatio(resource, rounds, "reference", "ours"));
        Object.assign(figures, medianRatio(`${resource} whole`, rounds, "reference", "whole"));
        say(`${resource}: ${describe(figures, resource)}, whole backfill ${describe(figures, `${resource} whole`)}`);
      }
    } finally {
      await Promise.all([reference.stop(), ours.stop(), whole.stop(), systems.stop()]);
    }
    return figures;
  },
};

function describe(figures: Readonly<Record<string, number>>, name: string): string {
  return (figures[name] ?? 0).toFixed(2);
}
