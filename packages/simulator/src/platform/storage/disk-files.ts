import { createReadStream } from "node:fs";
import { appendFile, mkdir, open, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FileStore } from "./file-store.ts";

const PIECE_BYTES = 1024 * 1024;

/** Files below one folder, which is made when the first is written. */
export function createDiskFiles(folder: string): FileStore {
  const place = (name: string): string => join(folder, ...name.split("/").map(safeStep));
  const made = new Set<string>();
  const prepare = async (name: string): Promise<string> => {
    const path = place(name);
    const parent = dirname(path);
    if (!made.has(parent)) await mkdir(parent, { recursive: true });
    made.add(parent);
    return path;
  };
  return {
    write: async (name, bytes) => writeFile(await prepare(name), bytes),
    append: async (name, bytes) => appendFile(await prepare(name), bytes),
    writeAt: async (name, offset, bytes) => {
      const path = await prepare(name);
      const handle = await open(path, "r+").catch(() => open(path, "w+"));
      await handle.write(bytes, 0, bytes.length, offset).finally(() => handle.close());
    },
    size: async (name) => {
      const found = await stat(place(name)).catch(() => undefined);
      return found?.isFile() === true ? found.size : undefined;
    },
    read: (name, start = 0, end) => readPieces(place(name), start, end),
    remove: async (name) => {
      made.clear();
      await rm(place(name), { recursive: true, force: true });
    },
    rename: async (from, to) => rename(place(from), await prepare(to)),
    location: place,
  };
}

async function* readPieces(path: string, start: number, end: number | undefined): AsyncGenerator<Uint8Array> {
  if (end !== undefined && end <= start) return;
  const stream = createReadStream(path, {
    start,
    ...(end === undefined ? {} : { end: end - 1 }),
    highWaterMark: PIECE_BYTES,
  });
  for await (const piece of stream) yield piece as Uint8Array;
}

/** A file name that a caller chose cannot leave the folder. */
function safeStep(step: string): string {
  return encodeURIComponent(step).replace(/^\.+$/, "_");
}
