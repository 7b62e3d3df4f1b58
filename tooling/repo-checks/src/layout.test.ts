import { describe, expect, it } from "vitest";
import { catalog, files, ownDependencies, read, rootManifest, workspaces } from "./repository.ts";

const topLevel = new Set([
  "package.json",
  "turbo.json",
  "pnpm-workspace.yaml",
  "packages",
  "apps",
  "schemas",
  "tooling",
  "README.md",
  "docs",
  // Files that tools demand.
  "pnpm-lock.yaml",
  "LICENSE",
  "CONTRIBUTING.md",
  "eslint.config.js",
  "vitest.config.ts",
  "knip.json",
]);

describe("the top level", () => {
  it("holds the agreed names and what tools demand, nothing else", () => {
    const names = new Set(files().map((name) => name.split("/")[0] ?? ""));
    expect([...names].filter((name) => !name.startsWith(".") && !topLevel.has(name))).toEqual([]);
  });
});

describe("names say what is inside", () => {
  it("no folder or file is a drawer", () => {
    const drawer = /(^|\/)(utils?|helpers?|common|misc|lib|shared)(\/|\.[a-z]+$)/;
    expect(files().filter((name) => drawer.test(name))).toEqual([]);
  });
});

/** Which of our workspaces each may use at run time. Tools and tests are free, apps never use apps. */
const allowedDependencies: Readonly<Record<string, readonly string[]>> = {
  "@stripe-aep/codegen": [],
  "@stripe-aep/schemas": [],
  "@stripe-aep/core": ["@stripe-aep/schemas"],
  "@stripe-aep/simulator": ["@stripe-aep/schemas"],
  "@stripe-aep/cli": ["@stripe-aep/codegen", "@stripe-aep/core", "@stripe-aep/schemas", "@stripe-aep/simulator"],
  "@stripe-aep/server": [
    "@stripe-aep/codegen",
    "@stripe-aep/core",
    "@stripe-aep/schemas",
    "@stripe-aep/simulator",
    "@stripe-aep/console",
  ],
  "@stripe-aep/console": ["@stripe-aep/core"],
};

describe("the package graph", () => {
  for (const { folder, manifest } of workspaces()) {
    if (folder.startsWith("tooling/")) continue;
    it(`${manifest.name} uses only what it may`, () => {
      const allowed = allowedDependencies[manifest.name];
      expect(allowed, `${manifest.name} is not in the table of allowed dependencies`).toBeDefined();
      expect(ownDependencies(manifest.dependencies).filter((name) => !allowed?.includes(name))).toEqual([]);
    });
  }

  it("core reaches the simulator in tests only", () => {
    const offending = files()
      .filter((name) => name.startsWith("packages/core/src/") && name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .filter((name) => read(name).includes("@stripe-aep/simulator"));
    expect(offending).toEqual([]);
  });

  it("each app imports the simulator in one file, local-sandbox.ts", () => {
    const offending = files()
      .filter((name) => /^apps\/[^/]+\/src\/.*\.ts$/.test(name) && !name.endsWith(".test.ts"))
      .filter((name) => read(name).includes('"@stripe-aep/simulator"'))
      .filter((name) => !name.endsWith("/local-sandbox.ts"));
    expect(offending).toEqual([]);
  });
});

describe("versions", () => {
  const exact = /^(npm:[^@]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/;

  it("are exact in the catalog and in every manifest", () => {
    const manifests = [...workspaces().map(({ manifest }) => manifest), rootManifest()];
    const loose = manifests.flatMap((manifest) =>
      Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies })
        .filter(([, version]) => !version.startsWith("workspace:") && version !== "catalog:" && !exact.test(version))
        .map(([name, version]) => `${manifest.name}: ${name}@${version}`),
    );
    const looseInCatalog = Object.entries(catalog()).filter(([, version]) => !exact.test(version));
    expect([...loose, ...looseInCatalog]).toEqual([]);
  });
});

describe("the project speaks of itself alone", () => {
  // Written in pieces, so that this file does not contain what it looks for.
  const forbidden = [
    ["a machine's path", new RegExp(`(^|[^\\w.@-])/(${["work", "home", "root", "Users"].join("|")})/[\\w.]`)],
    ["material outside the repository", new RegExp(["\\.\\./sha", "red\\b|\\.\\./\\.libr", "ary\\b"].join(""))],
    ["a registry's host", new RegExp(["registry\\.[a-z]+\\.(org|com)", "//deb\\.[a-z]+\\.org"].join("|"))],
  ] as const;

  for (const [what, pattern] of forbidden) {
    it(`no file names ${what}`, () => {
      const offending = files()
        .filter((name) => name !== "pnpm-lock.yaml" && !/\.(png|parquet|woff2?|ico)$/.test(name))
        .flatMap((name) =>
          read(name)
            .split("\n")
            .flatMap((line, index) => (pattern.test(line) ? [`${name}:${index + 1}`] : [])),
        );
      expect(offending).toEqual([]);
    });
  }
});
