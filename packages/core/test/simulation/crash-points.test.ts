import { describe, expect, test } from "vitest";
import { type Outcome, play } from "./play.ts";
import { reference, type Scenario } from "./scenario.ts";

/** Plays with a death at every durable operation in turn, until a run outlives its death. */
async function dieEverywhere(scenarioOf: (killAt: number) => Scenario): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let killAt = 1; ; killAt += 1) {
    const outcome = await play(scenarioOf(killAt));
    outcomes.push(outcome);
    if (!outcome.died) return outcomes;
  }
}

const runs: Readonly<Record<string, (killAt: number) => Scenario>> = {
  "a backfill": (killAt) => reference([{ killAt }]),
  "an incremental run": (killAt) => reference([{}, { burst: 6 }, { pause: 30 * 60_000, killAt }]),
  "a run fed by webhooks": (killAt) => reference([{}, { pause: 60_000, burst: 4, killAt }], "webhooks"),
  "a run that streams what webhooks announce": (killAt) =>
    reference([{}, { pause: 60_000, burst: 4, killAt }], "streaming"),
  "the same, resumed on another machine": (killAt) =>
    reference([{}, { pause: 60_000, burst: 4, killAt }, { movesMachine: true }], "streaming"),
};

describe("a process that dies at any durable operation is followed by one that ends with exactly the account", () => {
  test.each(Object.entries(runs))("%s", async (_, scenarioOf) => {
    const outcomes = await dieEverywhere(scenarioOf);
    expect(outcomes.length).toBeGreaterThan(20);
    expect(
      outcomes.flatMap(({ violations }, operation) => violations.map((text) => `${operation + 1}: ${text}`)),
    ).toEqual([]);
  });
});
