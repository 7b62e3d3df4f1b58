import { describe, expect, test } from "vitest";
import { play } from "./play.ts";
import { reference } from "./scenario.ts";

/** Plays with a disk that fails from the k-th write on, for every k, until a run needs no k-th write. */
async function failEverywhere(code: "ENOSPC" | "EIO") {
  const outcomes = [];
  for (let fromWrite = 1; ; fromWrite += 1) {
    const outcome = await play(reference([{ diskFault: { code, fromWrite } }]));
    outcomes.push(outcome);
    if (outcome.failures.length === 0) return outcomes;
  }
}

describe("a disk that fails at any write stops the run cleanly, and the next run ends with exactly the account", () => {
  test.each(["ENOSPC", "EIO"] as const)("%s", async (code) => {
    const outcomes = await failEverywhere(code);
    expect(outcomes.length).toBeGreaterThan(20);
    expect(new Set(outcomes.flatMap(({ failures }) => failures))).toEqual(new Set(["SAEP-1004"]));
    expect(outcomes.flatMap(({ violations }, write) => violations.map((text) => `${write + 1}: ${text}`))).toEqual([]);
  });
});
