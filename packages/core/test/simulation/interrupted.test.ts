import { describe, expect, test } from "vitest";
import { play } from "./play.ts";
import { reference, type Round, type Scenario } from "./scenario.ts";

/** Cut off at ever other places: the death comes at another durable operation in each round, the last round is left alone. */
function cutUp(account: Partial<Scenario>, seed: number): Scenario {
  const deaths = [7, 23, 41, 5, 61, 13, 29];
  const rounds = deaths.map((operation): Partial<Round> => ({ killAt: operation + seed }));
  return {
    ...reference([...rounds, {}]),
    pageSize: 100,
    delivery: { batchRows: 90, fileBytes: 50_000 },
    faults: [
      { name: "stripe-429-endpoint-rate", rate: 0.3, limit: 60 },
      { name: "reset-mid-body", rate: 0.1, limit: 40 },
      { name: "stripe-empty-page", rate: 0.2 },
    ],
    ...account,
    seed,
  };
}

const accounts: Readonly<Record<string, Partial<Scenario>>> = {
  "an even account": { objects: 1_200 },
  "a bursty account, 400 objects in one second": { objects: 300, crowd: 800 },
  "an account that changes while it is read": { objects: 600, changesPerHour: 2_000, crowd: 200 },
};

describe("cut at many points and resumed, every id arrives exactly once", () => {
  test.each(Object.entries(accounts))("%s", async (_, account) => {
    for (const seed of [1, 2]) {
      const outcome = await play(cutUp(account, seed));
      expect(outcome.died).toBe(true);
      expect(outcome.violations).toEqual([]);
    }
  });
});
