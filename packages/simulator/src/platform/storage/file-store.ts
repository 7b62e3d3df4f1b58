/** Named files of bytes: in memory, or below one folder of the disk. Names use `/`. */
export interface FileStore {
  /** Replaces the file. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  append(name: string, bytes: Uint8Array): Promise<void>;
  /** Writes at an offset and leaves the rest; a gap reads as zeros. */
  writeAt(name: string, offset: number, bytes: Uint8Array): Promise<void>;
  /** Undefined if there is no such file. */
  size(name: string): Promise<number | undefined>;
  /** The bytes from `start` up to `end` (exclusive), in pieces of at most a few MB. */
  read(name: string, start?: number, end?: number): AsyncIterable<Uint8Array>;
  /** Removes the file, or everything below the folder. */
  remove(name: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Where the file lies for other tools; undefined in memory. */
  location(name: string): string | undefined;
}

/** All bytes of a file, for files known to be small. */
export async function readWhole(files: FileStore, name: string, start?: number, end?: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of files.read(name, start, end)) pieces.push(piece);
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
}
