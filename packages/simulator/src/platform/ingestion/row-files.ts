import type { StoredFile } from "../catalog/catalog.ts";
import type { FileStore } from "../storage/file-store.ts";

const BLOCK_CHARACTERS = 512 * 1024;
const encoder = new TextEncoder();

/** Writes lines of JSON to a file, a block at a time, so that memory stays flat whatever the number of rows. */
export interface RowFile {
  add(line: string): Promise<void>;
  /** Writes what is left; undefined if no line was ever added. */
  close(): Promise<StoredFile | undefined>;
}

export function createRowFile(files: FileStore, place: string, name: string): RowFile {
  let lines: string[] = [];
  let characters = 0;
  let size = 0;
  let records = 0;
  const flush = async (): Promise<void> => {
    if (lines.length === 0) return;
    const bytes = encoder.encode(`${lines.join("\n")}\n`);
    lines = [];
    characters = 0;
    size += bytes.length;
    await files.append(place, bytes);
  };
  return {
    add: async (line) => {
      lines.push(line);
      characters += line.length;
      records += 1;
      if (characters >= BLOCK_CHARACTERS) await flush();
    },
    close: async () => {
      await flush();
      return records === 0 ? undefined : { name, place, size, records };
    },
  };
}
