import type { Benchmark } from "./benchmark.ts";
import { medianRatio, type Rounds } from "./interleave.ts";
import type { Resource } from "./pages.ts";
import { startChild } from "./processes/child.ts";
import type { ConnectorOutcome, ConnectorTask } from "./processes/run-connector.ts";
import type { ReferenceOutcome, ReferenceTask } from "./processes/run-reference.ts";
import { startSimulatedSystems } from "./processes/simulated-systems.ts";

const resources = ["charges", "subscriptions", "balance_transactions"] as const satisfies readonly Resource[];

const smallAccount = { charges: 10_000, subscriptions: 10_000, balance_transactions: 20_000 };
const largeAccount = { charges: 100_000, subscriptions: 50_000, balance_transactions: 200_000 };

export const cost: Benchmark = {
  name: "cost",
  sentence:
    "Client CPU for each object of a reference pipeline (Stripe's SDK, interpreted mapping, ajv, one file), divided by that of a whole backfill of ours, from HTTP to the platform's settled batch.",
  caveat:
    "Ours does more than what it is divided by: policy, free-text scan, digests, ledger, checkpoints, and the upload. Both run in processes of their own, which stay warm between rounds.",
  bars: resources.map((resource) => ({ figure: resource, atLeast: 1.5 })),
  async run({ full, say }) {
    const figures: Record<string, number> = {};
    const systems = await startSimulatedSystems({
      kind: "listed",
      objects: full ? largeAccount : smallAccount,
      spread: "uniform",
    });
    const ours = startChild<ConnectorTask, ConnectorOutcome>("run-connector");
    const reference = startChild<ReferenceTask, ReferenceOutcome>("run-reference");
    try {
      for (const resource of resources) {
        const rounds: Record<string, number[]> = { reference: [], ours: [] };
        for (let round = -2; round < (full ? 9 : 5); round += 1) {
          const theirs = await reference.ask({ stripe: systems.stripe, resource });
          const own = await ours.ask({ ...systems, datasets: { [resource]: ["object"] } });
          if (own.accepted !== theirs.objects) throw new Error(`${own.accepted} of ${theirs.objects} objects arrived`);
          if (round < 0) continue;
          rounds.reference?.push(theirs.cpu / theirs.objects);
          rounds.ours?.push(own.cpu / own.objects);
        }
        Object.assign(figures, medianRatio(resource, rounds as Rounds, "reference", "ours"));
        say(`${resource}: ${(figures[resource] ?? 0).toFixed(2)} (${figures[`${resource} ours`]?.toFixed(1)} us for each object)`);
      }
    } finally {
      await Promise.all([ours.stop(), reference.stop(), systems.stop()]);
    }
    return figures;
  },
};
