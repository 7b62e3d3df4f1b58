import type { FileStore } from "./file-store.ts";

interface MemoryFile {
  pieces: Uint8Array[];
  size: number;
}

/** Files that live as long as the simulation. */
export function createMemoryFiles(): FileStore {
  const files = new Map<string, MemoryFile>();
  const open = (name: string): MemoryFile => {
    const file = files.get(name) ?? { pieces: [], size: 0 };
    files.set(name, file);
    return file;
  };
  return {
    write: async (name, bytes) => {
      files.set(name, { pieces: [bytes.slice()], size: bytes.length });
    },
    append: async (name, bytes) => {
      const file = open(name);
      file.pieces.push(bytes.slice());
      file.size += bytes.length;
    },
    writeAt: async (name, offset, bytes) => {
      const file = open(name);
      const whole = new Uint8Array(Math.max(file.size, offset + bytes.length));
      whole.set(Buffer.concat(file.pieces));
      whole.set(bytes, offset);
      file.pieces = [whole];
      file.size = whole.length;
    },
    size: async (name) => files.get(name)?.size,
    read: (name, start = 0, end = Number.POSITIVE_INFINITY) => readPieces(files.get(name), start, end),
    remove: async (name) => {
      for (const key of [...files.keys()]) if (key === name || key.startsWith(`${name}/`)) files.delete(key);
    },
    rename: async (from, to) => {
      const file = files.get(from);
      if (file === undefined) throw new Error(`there is no file ${from} to rename`);
      files.delete(from);
      files.set(to, file);
    },
    location: () => undefined,
  };
}

async function* readPieces(file: MemoryFile | undefined, start: number, end: number): AsyncGenerator<Uint8Array> {
  let offset = 0;
  for (const piece of file?.pieces ?? []) {
    const from = Math.max(0, start - offset);
    const to = Math.min(piece.length, end - offset);
    if (from < to) yield piece.subarray(from, to);
    offset += piece.length;
  }
}
