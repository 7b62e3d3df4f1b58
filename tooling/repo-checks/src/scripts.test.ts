import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { read, root, rootManifest } from "./repository.ts";

describe("the root scripts", () => {
  const scripts = rootManifest().scripts ?? {};

  it("are the words that everybody knows, each handed to the launcher", () => {
    const launched = Object.entries(scripts).filter(([name]) => name !== "format");
    expect(launched.length).toBeGreaterThan(0);
    for (const [name, command] of launched) expect(command).toBe(`node tooling/launcher/launch.js ${name}`);
  });

  it("are known to the launcher, which refuses others with usage", () => {
    const known = /Known: (.*)/.exec(
      spawnSync(process.execPath, ["tooling/launcher/launch.js", "no-such-script"], { cwd: root, encoding: "utf8" })
        .stderr,
    )?.[1];
    expect(known?.split(", ").sort()).toEqual(
      Object.keys(scripts)
        .filter((name) => name !== "format")
        .sort(),
    );
  });

  it("exit 64 on a script that does not exist", () => {
    const ended = spawnSync(process.execPath, ["tooling/launcher/launch.js", "no-such-script"], { cwd: root });
    expect(ended.status).toBe(64);
  });
});

describe("continuous integration", () => {
  it("runs npm run verify, here and outside", () => {
    expect(read(".ci/run")).toContain("npm run --silent verify");
    expect(read(".github/workflows/ci.yml")).toContain(".ci/run");
    expect(read("CONTRIBUTING.md")).toContain("npm run verify");
  });
});
