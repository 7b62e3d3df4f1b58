import { describe, expect, test } from "vitest";
import { play } from "./play.ts";
import { drawScenario } from "./scenario.ts";

const SEEDS = 200;
const SEEDS_PER_TEST = 25;

describe("whatever goes wrong, in the end the platform holds exactly the account", () => {
  const blocks = Array.from({ length: SEEDS / SEEDS_PER_TEST }, (_, block) => 1 + block * SEEDS_PER_TEST);
  test.each(blocks)("25 seeds from %i on", async (first) => {
    const violations: string[] = [];
    for (let seed = first; seed < first + SEEDS_PER_TEST; seed += 1) {
      const outcome = await play(drawScenario(seed));
      violations.push(...outcome.violations.map((text) => `seed ${seed}: ${text}`));
    }
    expect(violations).toEqual([]);
  });
});

/** Seeds beyond those above that once found a defect: an own clock ahead of Stripe's. */
test.each([685])("seed %i, which has found something before", async (seed) => {
  expect((await play(drawScenario(seed))).violations).toEqual([]);
});

test("the same seed gives the same history, request by request", async () => {
  for (const seed of [3, 17, 42, 77]) {
    const scenario = drawScenario(seed);
    expect((await play(scenario)).trace, `seed ${seed}`).toBe((await play(scenario)).trace);
  }
});
