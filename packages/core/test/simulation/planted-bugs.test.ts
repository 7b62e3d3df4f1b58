import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { invariants, renderInvariants, simulationTests } from "./invariants.ts";
import { findPlanted, plantedBugs } from "./planted-bugs.ts";

describe("a planted defect is noticed by the judge within 200 seeds", () => {
  test.each(plantedBugs)("$name (invariant $invariant): $sentence", async (bug) => {
    expect(await findPlanted(bug, 200)).toBeDefined();
  });
});

describe("docs/invariants.md", () => {
  test("has seven invariants, each with two planted defects or more, and tests that exist", () => {
    expect(invariants.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (const { number, tests } of invariants) {
      expect(plantedBugs.filter(({ invariant }) => invariant === number).length, `invariant ${number}`).toBeGreaterThan(
        1,
      );
      for (const file of [...tests, ...simulationTests]) {
        expect(existsSync(new URL(`../../${file}`, import.meta.url)), file).toBe(true);
      }
    }
    expect(plantedBugs.length).toBeGreaterThanOrEqual(20);
  });

  test("says what stands here; `npm run --silent simulate -- --planted --write` writes it", () => {
    const page = readFileSync(new URL("../../../../docs/invariants.md", import.meta.url), "utf8");
    const plain = (text: string) => text.replaceAll(/\| \d+ +\|$|-{2,}| +/gm, " ").replaceAll(/[ \n]+/g, " ");
    const seeds = new Map(plantedBugs.map(({ name }) => [name, 1] as const));
    expect(plain(page).trim()).toBe(plain(renderInvariants(seeds)).trim());
  });
});
