import { constants } from "node:fs";
import { access, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import type { Files } from "./ports.ts";

/** The real disk. `write` is temporary file, fsync, rename, fsync of the folder: the only order that survives a power cut. */
export class NodeFiles implements Files {
  readonly #stateFolder: string;
  #written = 0;

  constructor(stateFolder: string) {
    this.#stateFolder = stateFolder;
  }

  async read(path: string): Promise<Uint8Array> {
    return readFile(this.#resolve(path));
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    const target = this.#resolve(path);
    const folder = dirname(target);
    await mkdir(folder, { recursive: true });
    this.#written += 1;
    const temporary = `${target}.${process.pid}-${this.#written}.tmp`;
    try {
      const file = await open(temporary, "w", 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(folder);
  }

  async exists(path: string): Promise<boolean> {
    return access(this.#resolve(path), constants.F_OK).then(
      () => true,
      () => false,
    );
  }

  async list(folder: string): Promise<readonly string[]> {
    try {
      const names = await readdir(this.#resolve(folder));
      return names.filter((name) => !name.endsWith(".tmp")).sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }

  async remove(path: string): Promise<void> {
    await rm(this.#resolve(path), { force: true, recursive: true });
  }

  #resolve(path: string): string {
    return isAbsolute(path) ? path : join(this.#stateFolder, path);
  }
}

/** Folders cannot be opened for syncing on Windows; there the rename alone has to do. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
