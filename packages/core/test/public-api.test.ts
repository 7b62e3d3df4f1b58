import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { entryPoints, exportsOf, renderApi } from "../scripts/render-api.ts";

describe.each(entryPoints.filter(({ isPublic }) => isPublic))("$name", ({ file }) => {
  const api = exportsOf(file);

  test("says of every name what it is", () => {
    expect(api.length).toBeGreaterThan(5);
    expect(api.filter(({ documentation }) => documentation === "").map(({ name }) => name)).toEqual([]);
  });

  test("says of every number what it counts, or in which unit", () => {
    const silent = api.flatMap(({ name, numbersWithoutUnit }) =>
      numbersWithoutUnit.map((member) => `${name}.${member}`),
    );
    expect(silent).toEqual([]);
  });
});

test("api.md is the API of these sources: a change of either is a decision (`npm run api` writes it)", async () => {
  expect(await renderApi()).toBe(readFileSync(new URL("../api.md", import.meta.url), "utf8"));
});
