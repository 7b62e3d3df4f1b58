import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { files, ownDependencies, root, workspaces } from "./repository.ts";

let copy = "";

/** A copy of the repository as it stands, with a build cache of its own and the installed dependencies. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "stripe-aep-rebuild-"));
  for (const name of files()) {
    mkdirSync(dirname(join(copy, name)), { recursive: true });
    cpSync(`${root}/${name}`, join(copy, name));
  }
  symlinkSync(`${root}/node_modules`, join(copy, "node_modules"));
  for (const { folder } of workspaces()) {
    const installed = `${root}/${folder}/node_modules`;
    if (existsSync(installed))
      cpSync(installed, join(copy, folder, "node_modules"), { recursive: true, verbatimSymlinks: true });
  }
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Builds the copy; returns the workspaces that were built anew. */
function build(): readonly string[] {
  const output = execFileSync(`${root}/node_modules/.bin/turbo`, ["run", "build", "--output-logs=hash-only"], {
    cwd: copy,
    encoding: "utf8",
    env: {
      ...process.env,
      PATH: `${root}/node_modules/.bin:${process.env.PATH ?? ""}`,
      TURBO_CACHE_DIR: join(copy, ".turbo-cache"),
      TURBO_TELEMETRY_DISABLED: "1",
    },
  });
  const tasks = [...output.matchAll(/^(@stripe-aep\/[\w-]+):build: cache (miss|hit|bypass)/gm)];
  expect(tasks.length, output).toBeGreaterThan(0);
  return tasks
    .filter(([, , fate]) => fate !== "hit")
    .map(([, name]) => name ?? "")
    .sort();
}

/** Every workspace with a build that uses `name`, directly or through another. */
function dependents(name: string): readonly string[] {
  const found = new Set<string>([name]);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const { manifest } of workspaces()) {
      const used = ownDependencies({ ...manifest.dependencies, ...manifest.devDependencies });
      if (used.some((dependency) => found.has(dependency))) found.add(manifest.name);
    }
  }
  const built = new Set(
    workspaces()
      .filter(({ manifest }) => manifest.scripts?.build)
      .map(({ manifest }) => manifest.name),
  );
  return [...found].filter((each) => built.has(each)).sort();
}

describe("the build", () => {
  it("does everything once, nothing twice, and after a changed sample exactly schemas and its dependents", () => {
    const everything = workspaces()
      .filter(({ manifest }) => manifest.scripts?.build)
      .map(({ manifest }) => manifest.name)
      .sort();
    expect(build()).toEqual(everything);
    expect(build()).toEqual([]);

    const sample = join(copy, "schemas/samples/prices/published.json");
    writeFileSync(sample, readFileSync(sample, "utf8").replace('"nickname": null', '"nickname": "Monthly"'));
    const rebuilt = build();
    expect(rebuilt).toEqual(dependents("@stripe-aep/schemas"));
    expect(rebuilt).toContain("@stripe-aep/schemas");
    expect(rebuilt).not.toContain("@stripe-aep/codegen");
  });
});
