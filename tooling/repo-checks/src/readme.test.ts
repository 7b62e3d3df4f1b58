import { describe, expect, it } from "vitest";
import { files, read, rootManifest, workspaces } from "./repository.ts";

const readme = read("README.md");

describe("the README", () => {
  it("lists every workspace with its folder and description, and no other", () => {
    const rows = [...readme.matchAll(/^\| `(@stripe-aep\/[\w-]+)` *\| `([\w/-]+)` *\| (.+?) *\|$/gm)].map(
      ([, name, folder, description]) => ({ name, folder, description }),
    );
    const expected = workspaces().map(({ folder, manifest }) => ({
      name: manifest.name,
      folder,
      description: manifest.description,
    }));
    expect(rows).toEqual(expected);
  });

  it("points only at files that exist", () => {
    const known = new Set(files());
    const targets = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target]) => target ?? "");
    expect(targets.length).toBeGreaterThan(5);
    expect(targets.filter((target) => !known.has(target))).toEqual([]);
  });

  it("names only root scripts that exist", () => {
    const named = [...readme.matchAll(/^npm (?:run --silent )?(\w+)/gm)].map(([, script]) => script ?? "");
    expect(named.length).toBeGreaterThan(0);
    for (const script of named) expect(rootManifest().scripts).toHaveProperty(script);
  });
});
