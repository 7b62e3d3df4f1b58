import { describe, expect, it } from "vitest";
import { files, read } from "./repository.ts";

/** The tables that `explain` and docs/errors.md are made of (a test of the command line compares them). */
const tables = new Set([
  "packages/core/src/error-codes.ts",
  "packages/codegen/src/errors.ts",
  "packages/simulator/src/simulator-error.ts",
]);
const explained = new Set([...read("docs/errors.md").matchAll(/^## (SAEP-\d{4})$/gm)].map(([, code]) => code ?? ""));
const sources = files().filter(
  (name) => /^(packages|apps)\/[^/]+\/src\/.*\.tsx?$/.test(name) && !name.endsWith(".test.ts") && !tables.has(name),
);
const thrown = new Map(
  sources.flatMap((name) => [...read(name).matchAll(/SAEP-\d{4}/g)].map(([code]) => [code, name] as const)),
);
/** Codegen throws by name: `new CodegenError("stale", …)`. */
const codegenSources = sources.filter((name) => name.startsWith("packages/codegen/")).map(read);
for (const [, name = "", code = ""] of read("packages/codegen/src/errors.ts").matchAll(
  /^ {2}(\w+): \{\n {4}code: "(SAEP-\d{4})"/gm,
)) {
  if (codegenSources.some((text) => text.includes(`"${name}"`) || text.includes(`.${name}`))) thrown.set(code, name);
}

describe("error codes", () => {
  it("have an entry that `explain` prints, wherever in the sources they stand", () => {
    expect(thrown.size).toBeGreaterThan(50);
    expect([...thrown].filter(([code]) => !explained.has(code))).toEqual([]);
  });

  it("are thrown by somebody: an entry that nobody can meet explains nothing", () => {
    expect([...explained].filter((code) => !thrown.has(code))).toEqual([]);
  });

  it("come with a meaning and a next step", () => {
    for (const entry of read("docs/errors.md").split(/^## /m).slice(1)) {
      const paragraphs = entry.trim().split(/\n{2,}/);
      expect(paragraphs.length, entry).toBeGreaterThanOrEqual(3);
      for (const paragraph of paragraphs.slice(1)) expect(paragraph.length, entry).toBeGreaterThan(20);
    }
  });
});
