import { createGovernor, createStripeClient, Secret, type StripeClient } from "@stripe-aep/core";
import { nodePorts } from "@stripe-aep/core/node";
import { tmpdir } from "node:os";
import type { Benchmark } from "./benchmark.ts";
import { startChild } from "./processes/child.ts";
import type { StripeAnswer, StripeQuestion } from "./processes/serve-stripe.ts";

const lists = ["charges", "subscriptions", "refunds", "balance_transactions", "customers", "prices"];
/** Stripe's published limits for a live account. */
const rateLimits = { endpoint: 25, account: 100 };

/** Requests in flight for each list, as a backfill has them. */
const readersForEachList = 8;

interface Measured {
  readonly ratio: number;
  readonly refused: number;
}

/** Asks as fast as it is let for some seconds, and counts what the account has answered in the middle of them. */
async function fill(latency: number, endpoints: number, seconds: number): Promise<Measured> {
  const server = startChild<StripeQuestion, StripeAnswer>("serve-stripe");
  const ports = nodePorts({ stateFolder: tmpdir() });
  const stop = new AbortController();
  try {
    const { url, key } = await server.ask({
      serve: { kind: "simulated", objects: 6_000, livemode: true, latency, rateLimits },
    });
    const credential = { current: async () => new Secret(key), refused: async () => false };
    const governor = createGovernor({ accountRate: 100, endpointRate: 25, share: 1 }, ports.clock);
    const client = createStripeClient({ baseUrl: url, apiVersion: "2025-02-24.acacia", credential }, ports, governor);
    const asking = lists.slice(0, endpoints).flatMap((list) => ask(client, `/v1/${list}`, stop.signal));
    // The first second begins with empty windows, which would flatter.
    await ports.clock.sleep(2_000);
    await server.ask({ count: true });
    const from = performance.now();
    await ports.clock.sleep(seconds * 1000);
    const { requests, refused } = await server.ask({ count: true });
    const permitted =
      (Math.min(endpoints * rateLimits.endpoint, rateLimits.account) * (performance.now() - from)) / 1000;
    stop.abort(new Error("measured"));
    await Promise.allSettled(asking);
    return { ratio: (requests - refused) / permitted, refused: refused / requests };
  } finally {
    await Promise.all([server.stop(), ports.close()]);
  }
}

function ask(client: StripeClient, path: string, signal: AbortSignal): readonly Promise<void>[] {
  return Array.from({ length: readersForEachList }, async () => {
    while (!signal.aborted) await client.list(path, { limit: 100 }, signal);
  });
}

export const limit: Benchmark = {
  name: "limit",
  sentence:
    "Successful list requests, divided by those that Stripe permits, and the part of all requests that it refused with 429; the simulated account enforces 25 a second for each endpoint and 100 for the account.",
  caveat:
    "The simulated account counts in exact sliding windows; how Stripe cuts its own is not published. The share of the limit is 1 here; the default leaves a fifth to the merchant.",
  bars: [60, 250].flatMap((latency) =>
    [1, 6].flatMap((endpoints) => [
      { figure: nameOf(latency, endpoints), atLeast: 0.98 },
      { figure: `${nameOf(latency, endpoints)} refused`, atMost: 0.001 },
    ]),
  ),
  async run({ full, say }) {
    const figures: Record<string, number> = {};
    for (const latency of [60, 250]) {
      for (const endpoints of [1, 6]) {
        const name = nameOf(latency, endpoints);
        // One refused request in a thousand can only be told from two when there are a thousand.
        const { ratio, refused } = await fill(latency, endpoints, full ? 60 : endpoints === 1 ? 45 : 20);
        Object.assign(figures, { [name]: ratio, [`${name} refused`]: refused });
        say(`${name}: ${ratio.toFixed(3)} of the limit, ${(100 * refused).toFixed(2)} % refused`);
      }
    }
    return figures;
  },
};

function nameOf(latency: number, endpoints: number): string {
  return `${latency} ms, ${endpoints === 1 ? "one list" : "six lists"}`;
}
