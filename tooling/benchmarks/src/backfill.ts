import type { Benchmark } from "./benchmark.ts";
import type { Spread } from "./accounts/listed-account.ts";
import { startChild } from "./processes/child.ts";
import type { BackfillOutcome, BackfillTask } from "./processes/simulate-backfill.ts";

const spreads: readonly Spread[] = ["uniform", "growing", "bursty"];

/** One endpoint has 25 requests a second; an account has 100, which only several endpoints can use up. */
const rates = [
  { rate: 25, resources: ["charges"] },
  { rate: 100, resources: ["charges", "refunds", "balance_transactions", "customers"] },
] as const;

const million = 1_000_000;

export const backfill: Benchmark = {
  name: "backfill",
  sentence:
    "Time of a whole backfill, divided by (N/100)/R, and its list requests divided by N/100: the real connector under a virtual clock, R requests a second permitted.",
  caveat:
    "R = 25 is one list; R = 100 is four lists of a quarter each, since Stripe permits no list more. The governor keeps 1.5 % below the limit, which is most of the difference. Latency is log-normal about 120 ms. The objects are as small as they may be. With 100,000 the last requests weigh ten times as much.",
  bars: rates.flatMap(({ rate }) => [
    ...spreads.flatMap((spread) => [
      { figure: nameOf(million, spread, rate), atMost: 1.03 },
      { figure: `${nameOf(million, spread, rate)} requests`, atMost: 1.03 },
    ]),
    ...(rate === 25 ? [{ figure: nameOf(100_000, "bursty", rate), atMost: 1.1 }] : []),
    { figure: `lost or doubled at ${rate}/s`, atMost: 0 },
  ]),
  async run({ say }) {
    // Under a virtual clock two runs may share the machine.
    const outcomes = await Promise.all(rates.map((of) => measure(of, say)));
    return Object.assign({}, ...outcomes) as Record<string, number>;
  },
};

async function measure({ rate, resources }: (typeof rates)[number], say: (line: string) => void) {
  const figures: Record<string, number> = {};
  let wrong = 0;
  for (const spread of spreads) {
    for (const objects of [100_000, million]) {
      const child = startChild<BackfillTask, BackfillOutcome>("simulate-backfill");
      const limits = { latency: 120, endpointRate: 25, accountRate: rate };
      const outcome = await child.ask({ resources, objects, spread, ...limits }).finally(() => child.stop());
      const name = nameOf(objects, spread, rate);
      const pages = outcome.objects / 100;
      figures[name] = outcome.seconds / (pages / rate);
      figures[`${name} requests`] = outcome.requests / pages;
      wrong += outcome.lost + outcome.doubled;
      say(`${name}: ${figures[name].toFixed(3)} of the time, ${(outcome.requests / pages).toFixed(3)} of the requests`);
    }
  }
  figures[`lost or doubled at ${rate}/s`] = wrong;
  return figures;
}

function nameOf(objects: number, spread: Spread, rate: number): string {
  return `${objects / 1000}k ${spread} at ${rate}/s`;
}
