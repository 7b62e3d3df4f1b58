import { type PlantedBug, plantedBugs } from "./planted-bugs.ts";

/** One of the seven sentences that always hold, and the files of tests that hold it, besides the simulation. */
export interface Invariant {
  readonly number: PlantedBug["invariant"];
  readonly sentence: string;
  /** From packages/core on. */
  readonly tests: readonly string[];
}

/** What holds all of them: thousands of seeded histories, a death at every durable operation, a disk that fails at any write. */
export const simulationTests = [
  "test/simulation/simulation.test.ts",
  "test/simulation/crash-points.test.ts",
  "test/simulation/interrupted.test.ts",
  "test/simulation/disk-errors.test.ts",
  "test/simulation/streaming.test.ts",
] as const;

export const invariants: readonly Invariant[] = [
  {
    number: 1,
    sentence:
      "A checkpoint never runs ahead of the platform's acknowledgement, by every flow that the page feeds; it advances only over a gap-free prefix of its slice.",
    tests: ["test/runs/kill.test.ts", "test/runs/full-disk.test.ts"],
  },
  {
    number: 2,
    sentence:
      "Ledger, for every run, resource and dataset: read = sent + unchanged + filtered + quarantined, and sent = accepted + rejected, or the run fails.",
    tests: ["test/runs/sync.test.ts", "test/state/store.test.ts"],
  },
  {
    number: 3,
    sentence:
      "Nothing lost, nothing logically twice: row ids and external ids of batches are deterministic; after a crash the batch is looked up before it is sent again.",
    tests: ["test/runs/kill.test.ts", "test/runs/streaming.test.ts"],
  },
  {
    number: 4,
    sentence:
      "An object's version never goes back: an older reading never overwrites a newer one; equal seconds never decide.",
    tests: ["test/state/store.test.ts", "test/runs/webhooks.test.ts"],
  },
  {
    number: 5,
    sentence:
      "No unknown field, enum value or null breaks a run; an invalid record goes to quarantine with the path, the rule and the Stripe id.",
    tests: ["test/xdm/mappers.test.ts"],
  },
  {
    number: 6,
    sentence: "No secret and no blocked field appears in any output, log, error or dataset.",
    tests: ["test/xdm/policy.test.ts", "src/http/redaction.test.ts"],
  },
  {
    number: 7,
    sentence: "Same seed, same trace: the whole core runs under a simulated clock, network, files and store driver.",
    tests: ["test/simulation/simulation.test.ts"],
  },
];

/** docs/invariants.md: `noticed` gives the first seed in which a planted defect was noticed, by its name. */
export function renderInvariants(noticed: ReadonlyMap<string, number>): string {
  const sections = invariants.map(({ number, sentence, tests }) => {
    const rows = plantedBugs
      .filter(({ invariant }) => invariant === number)
      .map(({ name, sentence: defect }) => `| \`${name}\` | ${defect} | ${noticed.get(name) ?? "none"} |`);
    return [
      `## ${number}. ${sentence}`,
      `Held by the simulation, and by ${tests.map(link).join(", ")}.`,
      ["| planted defect | what it does | noticed in seed |", "| --- | --- | --- |", ...rows].join("\n"),
    ].join("\n\n");
  });
  return [
    "<!-- Written by `npm run --silent simulate -- --planted --write`; a test compares all but the seeds. -->",
    "# What always holds, and how we know",
    `Each sentence is judged after every simulated history by a checker that is not the code under test: ${simulationTests.map(link).join(", ")}. That the judge would notice is proven by defects, planted on purpose and switched on by the simulation only: each is noticed within 200 seeds (${link("test/simulation/planted-bugs.test.ts")}). The seed is the first in which it was noticed when this page was written; it moves when the connector's requests do.`,
    ...sections,
  ].join("\n\n");
}

function link(file: string): string {
  return `[${file.replace(/^.*\//, "")}](../packages/core/${file})`;
}
