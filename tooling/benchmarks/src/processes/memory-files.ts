import type { Files } from "@stripe-aep/core";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Files that take no time: a folder of the disk, read before, and whatever is written. */
export function memoryFiles(folder: string): Files {
  const files = new Map<string, Uint8Array>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".json")) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path, readFileSync(path));
  }
  return {
    read: async (path) => {
      const bytes = files.get(path);
      if (bytes === undefined) throw new Error(`${path} does not exist`);
      return bytes;
    },
    write: async (path, bytes) => void files.set(path, Uint8Array.from(bytes)),
    exists: async (path) => files.has(path),
    list: async (parent) =>
      [...files.keys()].filter((path) => path.startsWith(`${parent}/`)).map((path) => path.slice(parent.length + 1)),
    remove: async (path) => void files.delete(path),
  };
}
