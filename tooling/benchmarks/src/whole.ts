import type { Benchmark } from "./benchmark.ts";
import { median, spreadOf } from "./interleave.ts";
import { collecting, startChild } from "./processes/child.ts";
import type { ConnectorOutcome, ConnectorTask } from "./processes/run-connector.ts";
import { startSimulatedSystems } from "./processes/simulated-systems.ts";

/** What is moved by one run, by the name of the figures. */
const workloads = {
  charges: { charges: ["object"] },
  subscriptions: { subscriptions: ["object"] },
  balance_transactions: { balance_transactions: ["object"] },
  "all six, with events": {
    charges: ["object", "event"],
    subscriptions: ["object", "event"],
    refunds: ["object", "event"],
    balance_transactions: ["object"],
    customers: ["object"],
    prices: ["object"],
  },
} as const satisfies Record<string, ConnectorTask["datasets"]>;

/** What a live account gives in a second, and so many microseconds has one core for each. */
const stripeGives = 10_000;
const microsecondsForEach = 1_000_000 / stripeGives;

export const whole: Benchmark = {
  name: "whole",
  sentence:
    "Client CPU in microseconds for each object of a whole backfill, from Stripe's list to batches settled by the platform; a core has 100 for each of the 10,000 objects a second that Stripe gives a live account. Beside them objects in a second.",
  caveat:
    "Absolute figures of this machine, unlike the quotients elsewhere. The client has a process of its own that stays warm between rounds; both simulated systems share the machine with it, so objects in a second are a lower bound. The platform counts rows and does not ingest them.",
  bars: Object.keys(workloads).map((name) => ({ figure: `${name}, CPU us`, atMost: microsecondsForEach })),
  async run({ full, say }) {
    const figures: Record<string, number> = {};
    const each = full ? 100_000 : 10_000;
    const small = Math.round(each / 5);
    const objects = {
      charges: each,
      subscriptions: each,
      balance_transactions: each,
      refunds: small,
      customers: small,
      prices: small,
    };
    const systems = await startSimulatedSystems({ kind: "listed", objects, spread: "uniform" });
    const client = startChild<ConnectorTask, ConnectorOutcome>("run-connector", collecting);
    try {
      for (const [name, datasets] of Object.entries(workloads)) {
        const runs: ConnectorOutcome[] = [];
        for (let round = -1; round < 5; round += 1) {
          const outcome = await client.ask({ ...systems, datasets });
          if (outcome.accepted < outcome.objects) throw new Error(`${outcome.accepted} of ${outcome.objects} arrived`);
          if (round >= 0) runs.push(outcome);
        }
        const cpu = runs.map((run) => run.cpu / run.objects);
        const rates = runs.map((run) => run.objects / run.seconds);
        Object.assign(figures, spreadOf(`${name}, CPU us`, cpu), spreadOf(`${name}, objects/s`, rates));
        say(`${name}: ${median(cpu).toFixed(1)} us of CPU for each object, ${median(rates).toFixed(0)} objects/s`);
      }
    } finally {
      await Promise.all([client.stop(), systems.stop()]);
    }
    return figures;
  },
};
