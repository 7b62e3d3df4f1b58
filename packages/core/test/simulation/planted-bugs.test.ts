import { describe, expect, test } from "vitest";
import { findPlanted, plantedBugs } from "./planted-bugs.ts";

describe("a planted defect is noticed by the judge within 200 seeds", () => {
  test.each(plantedBugs)("$name (invariant $invariant): $sentence", { timeout: 120_000 }, async (bug) => {
    expect(await findPlanted(bug, 200)).toBeDefined();
  });
});

test("every invariant has at least two planted defects", () => {
  const counts = [1, 2, 3, 4, 5, 6, 7].map((number) => plantedBugs.filter((bug) => bug.invariant === number).length);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(2);
  expect(plantedBugs.length).toBeGreaterThanOrEqual(20);
});
