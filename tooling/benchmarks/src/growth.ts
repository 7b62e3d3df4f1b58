import type { Benchmark } from "./benchmark.ts";
import { median, spreadOf } from "./interleave.ts";
import { type Listing, type ListingClient, type Note, withListings } from "./listing-run.ts";

const small = 100_000;
const larger = { short: [1_000_000], full: [1_000_000, 10_000_000] } as const;
/** Backfills of the small size in each process, after which V8 has compiled what it will. */
const warmUps = 3;

export const growth: Benchmark = {
  name: "growth",
  sentence:
    "CPU for each charge, and resident memory, of a backfill of 1,000,000 (10,000,000 in the full form), divided by those of backfills of 100,000 that run beside it at the same time; and how far the sizes are apart, the dearest divided by the cheapest.",
  caveat:
    "Both processes have done three backfills of 100,000 before. Each small backfill is counted whole, its beginning and its settling included, and held against what the large one spent between the same two moments: that is a round, so that whatever the machine does meets both. The small ones follow each other in one process, so each pays for the garbage of the one before.",
  bars: [
    { figure: "CPU, apart", atMost: 1.1 },
    { figure: "memory, apart", atMost: 1.1 },
  ],
  async run({ full, say }) {
    const figures: Record<string, number> = {};
    const quotients = { CPU: [1], memory: [1] };
    for (const size of larger[full ? "full" : "short"]) {
      const { large, beside } = await withListings([small, size], (startClient) => sideBySide(startClient, size));
      const rounds = beside.flatMap((round) => compare(large, round) ?? []);
      Object.assign(figures, figuresOf(size, rounds));
      quotients.CPU.push(figures[`CPU, ${size / 1000}k`] ?? Number.NaN);
      quotients.memory.push(figures[`memory, ${size / 1000}k`] ?? Number.NaN);
      say(`${size} charges: ${rounds.length} rounds, ${JSON.stringify(quotients)}`);
    }
    for (const [name, values] of Object.entries(quotients))
      figures[`${name}, apart`] = Math.max(...values) / Math.min(...values);
    return figures;
  },
};

function figuresOf(size: number, rounds: readonly Round[]): Record<string, number> {
  const medianOf = (figure: (round: Round) => number) => median(rounds.map(figure));
  return {
    ...spreadOf(
      `CPU, ${size / 1000}k`,
      rounds.map(({ large, small }) => large.cpu / small.cpu),
    ),
    ...spreadOf(
      `memory, ${size / 1000}k`,
      rounds.map(({ large, small }) => large.resident / small.resident),
    ),
    [`rounds, ${size / 1000}k`]: rounds.length,
    [`${size / 1000}k us`]: medianOf(({ large }) => large.cpu),
    [`beside ${size / 1000}k us`]: medianOf(({ small }) => small.cpu),
    [`${size / 1000}k MB`]: medianOf(({ large }) => large.resident) / 1_000_000,
    [`beside ${size / 1000}k MB`]: medianOf(({ small }) => small.resident) / 1_000_000,
  };
}

/** The large backfill, and the small ones that another process did meanwhile. */
async function sideBySide(
  startClient: () => ListingClient,
  size: number,
): Promise<{ readonly large: Listing; readonly beside: readonly Listing[] }> {
  const clients = { small: startClient(), large: startClient() };
  for (let warmUp = 0; warmUp < warmUps; warmUp += 1)
    await Promise.all(Object.values(clients).map((client) => client.backfill(small)));
  let running = true;
  const large = clients.large.backfill(size).finally(() => {
    running = false;
  });
  // Else its failure would be nobody's until the small one has ended.
  large.catch(() => undefined);
  const beside: Listing[] = [];
  while (running) beside.push(await clients.small.backfill(small));
  return { large: await large, beside };
}

/** CPU in microseconds for each charge; resident bytes at the end. */
interface Spent {
  readonly cpu: number;
  readonly resident: number;
}

/** One small backfill, and what the large one spent meanwhile. */
interface Round {
  readonly large: Spent;
  readonly small: Spent;
}

/** Nothing when the large one did not run all that time. */
function compare(large: Listing, beside: Listing): Round | undefined {
  const ended = beside.startedAt + beside.seconds * 1000;
  const [first, last] = [noteAt(large, beside.startedAt), noteAt(large, ended)];
  if (beside.startedAt < large.startedAt || first === undefined || last === undefined) return undefined;
  return {
    large: { cpu: (last.cpu - first.cpu) / (last.objects - first.objects), resident: last.resident },
    small: { cpu: beside.cpu / beside.charges, resident: beside.resident },
  };
}

/** The first note at or after a moment. */
function noteAt(listing: Listing, moment: number): Note | undefined {
  return listing.notes.find(({ seconds }) => listing.startedAt + seconds * 1000 >= moment);
}
