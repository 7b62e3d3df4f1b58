import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

export const root = fileURLToPath(new URL("../../../", import.meta.url)).slice(0, -1);

export interface Manifest {
  readonly name: string;
  readonly description?: string;
  readonly private?: boolean;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Workspace {
  /** Relative to the root: `packages/core`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Every file that git tracks or would track, relative to the root. Throws when there is none: a check must look at something. */
export function files(): readonly string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const names = listed.split("\n").filter((name) => name !== "" && existsSync(`${root}/${name}`));
  if (names.length === 0) throw new Error("git lists no files: these checks would pass without looking");
  return names;
}

export function read(file: string): string {
  return readFileSync(`${root}/${file}`, "utf8");
}

export function rootManifest(): Manifest {
  return JSON.parse(read("package.json")) as Manifest;
}

export function workspaces(): readonly Workspace[] {
  const found = files()
    .filter((name) => /^(packages|apps|tooling)\/[^/]+\/package\.json$/.test(name) || name === "schemas/package.json")
    .map((name) => ({ folder: name.slice(0, -"/package.json".length), manifest: JSON.parse(read(name)) as Manifest }));
  if (found.length === 0) throw new Error("no workspaces found");
  return found;
}

export function catalog(): Readonly<Record<string, string>> {
  const settings = parse(read("pnpm-workspace.yaml")) as { readonly catalog: Readonly<Record<string, string>> };
  return settings.catalog;
}

/** Names of our own workspaces among a manifest's dependencies. */
export function ownDependencies(dependencies: Readonly<Record<string, string>> | undefined): readonly string[] {
  return Object.keys(dependencies ?? {})
    .filter((name) => name.startsWith("@stripe-aep/"))
    .sort();
}
