import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { Artefact } from "./artefact.ts";

/** What a write would change, by path under the output folder. */
export interface Difference {
  path: string;
  change: "new" | "changed" | "orphaned";
}

/** The folders that hold nothing but generated files; a file there that is not generated is an orphan. */
const generatedFolders = ["stripe", "xdm", "mappings", "types", "connection-spec"];

/** Compares the artefacts with what the folder holds, without touching it. */
export async function compareArtefacts(artefacts: Artefact[], folder: string): Promise<Difference[]> {
  const wanted = new Map(artefacts.map((artefact) => [artefact.path, artefact.text]));
  const there = await listGenerated(folder);
  const differences: Difference[] = [];
  for (const [path, text] of wanted) {
    const current = await readFile(join(folder, path), "utf8").catch(() => undefined);
    if (current !== text) differences.push({ path, change: current === undefined ? "new" : "changed" });
  }
  const orphans = there.filter((path) => !wanted.has(path)).map((path): Difference => ({ path, change: "orphaned" }));
  return [...differences, ...orphans].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Brings the folder to the artefacts: writes what differs, removes orphans, leaves everything else untouched. */
export async function writeArtefacts(artefacts: Artefact[], folder: string): Promise<Difference[]> {
  const differences = await compareArtefacts(artefacts, folder);
  const texts = new Map(artefacts.map((artefact) => [artefact.path, artefact.text]));
  for (const { path, change } of differences) {
    const file = join(folder, path);
    if (change === "orphaned") await rm(file);
    else await writeWhole(file, texts.get(path) ?? "");
  }
  return differences;
}

/** Through a temporary file, so that a reader never sees half of one. */
async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.partial`, text);
  await rename(`${file}.partial`, file);
}

async function listGenerated(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of generatedFolders) {
    const root = join(folder, name);
    const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries.filter((one) => one.isFile())) {
      found.push(relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
    }
  }
  return found;
}
