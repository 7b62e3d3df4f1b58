import { Agent } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { drawTemplates } from "./accounts/listed-account.ts";
import type { Benchmark } from "./benchmark.ts";
import { EventSource, sendEvent } from "./events.ts";
import { median, spreadOf } from "./interleave.ts";
import { startServer } from "./processes/start-server.ts";

const secret = "whsec_fakebenchmark";
const eventsPerSecond = 1_000;
const seconds = 3;
const connections = 100;

export const storm: Benchmark = {
  name: "storm",
  sentence: `Milliseconds from the moment a webhook is due until its 200, of the slowest hundredth of a storm of ${eventsPerSecond} a second over ${connections} connections, at the built server with everything it does; each is kept durably first.`,
  caveat:
    "Wall time, and the sender shares the machine with the server. An event's time begins when it should have been sent, so a sender that is late counts against the server. Nothing else runs in the server meanwhile: no dataflow is set up.",
  bars: [
    { figure: "p99 ms", atMost: 500 },
    { figure: "not acknowledged", atMost: 0 },
  ],
  async run({ full, say }) {
    const events = new EventSource(await drawTemplates("charges"), secret);
    const server = await startServer({ objects: 50 });
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    const slow: number[] = [];
    const usual: number[] = [];
    let refused = 0;
    try {
      const { id } = await server.ask<{ readonly id: string }>("v1/connections", {
        name: "Stripe",
        accessToken: server.simulator.stripe.key,
        webhookSecrets: [secret],
      });
      const url = `${server.url}webhooks/stripe/${id}`;
      for (let round = -1; round < (full ? 11 : 5); round += 1) {
        const prepared = Array.from({ length: eventsPerSecond * seconds }, () => events.next());
        const from = performance.now();
        const waits = await Promise.all(
          prepared.map(async (event, index) => {
            const due = from + (index * 1000) / eventsPerSecond;
            await wait(Math.max(0, due - performance.now()));
            const isKept = await sendEvent(url, agent, event).then(
              () => true,
              () => false,
            );
            refused += isKept ? 0 : 1;
            return performance.now() - due;
          }),
        );
        if (round < 0) continue;
        waits.sort((left, right) => left - right);
        slow.push(waits[Math.floor(waits.length * 0.99)] ?? Number.NaN);
        usual.push(median(waits));
      }
    } finally {
      agent.destroy();
      await server.stop();
    }
    say(`p50 ${median(usual).toFixed(1)} ms, p99 ${median(slow).toFixed(1)} ms, ${refused} not acknowledged`);
    return {
      ...spreadOf("p99 ms", slow),
      ...spreadOf("p50 ms", usual),
      "not acknowledged": refused,
    };
  },
};
