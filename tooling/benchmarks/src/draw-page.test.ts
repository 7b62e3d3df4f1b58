import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { judge } from "./benchmark.ts";
import { drawPage } from "./draw-page.ts";
import { documents, readPublished } from "./kept.ts";

describe("docs/benchmarks.md", () => {
  it("and its pictures are what `npm run bench -- --page` writes from docs/benchmarks.json", async () => {
    const drawn = await drawPage(readPublished());
    expect(Object.keys(drawn).length).toBeGreaterThan(1);
    for (const [path, content] of Object.entries(drawn)) {
      expect(readFileSync(`${documents}${path}`, "utf8"), `npm run bench -- --page writes ${path}`).toBe(content);
    }
  });

  it("says of a figure that is missing or too small that its bound is broken", async () => {
    const benchmark = {
      name: "speed",
      sentence: "Ours, divided by theirs.",
      caveat: "Made up.",
      bars: [
        { figure: "fast", atLeast: 2 },
        { figure: "gone", atMost: 1 },
        { figure: "kept", atMost: 3 },
      ],
      run: () => Promise.resolve({}),
    };
    const figures = {
      fast: 1.9,
      "fast low": 1.5,
      "fast high": 2.5,
      kept: 3,
      beside: 4,
      "beside low": 1,
      "beside high": 9,
    };
    const run = { full: false, seconds: 1, at: "2026-01-02T03:04:05Z", machine: { cores: 2 } };
    const speed = { ...judge(benchmark, figures), ...run, sentence: benchmark.sentence, caveat: benchmark.caveat };
    const page = ((await drawPage({ results: { speed } }))["benchmarks.md"] ?? "").replace(/ +/g, " ");
    expect(page).toContain("| fast | 1.900 | 1.500 to 2.500 | at least 2 | **no** |");
    expect(page).toContain("| gone | not measured | | at most 1 | **no** |");
    expect(page).toContain("| kept | 3 | | at most 3 | yes |");
    expect(page).toContain("Beside them: beside 4 (1 to 9).");
    expect(page).toContain("1 of 3");
  });
});
