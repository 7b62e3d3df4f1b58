import { StoppedError } from "../errors.ts";
import type { ResourceName } from "../resources.ts";
import type { DatasetKind } from "../xdm/page-mapper.ts";
import type { FeedRun } from "./feed-run.ts";

/** A file of a batch, waiting on this machine's disk until the platform has settled it. */
export interface SpooledFile {
  readonly path: string;
  readonly bytes: number;
}

/** A path that no other batch of this feed's runs has. */
export function newSpool(run: FeedRun, resource: ResourceName, dataset: DatasetKind): string {
  const unique = Buffer.from(run.ports.random.bytes(6)).toString("hex");
  return `${run.spoolFolder}/${run.runId}-${resource}-${dataset}-${unique}`;
}

export function partPath(spool: string, part: number): string {
  return `${spool}.part-${String(part + 1).padStart(5, "0")}.json`;
}

/** `lines`: rows and newlines as they follow each other. Durable when it resolves. */
export async function spoolFile(run: FeedRun, path: string, lines: readonly Uint8Array[]): Promise<SpooledFile> {
  const [only, ...others] = lines;
  const bytes = only !== undefined && others.length === 0 ? only : Buffer.concat(lines);
  try {
    await run.ports.files.write(path, bytes);
  } catch (error) {
    throw new StoppedError({
      code: "SAEP-1004",
      message: `A file of a batch cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      where: path,
      next: "Free or repair the disk and run the same command again; it resumes at the last proven checkpoint.",
      cause: error,
    });
  }
  return { path, bytes: bytes.length };
}

/** The bytes, or undefined when this machine does not have them (any more): another one spooled them. */
export async function readSpooled(run: FeedRun, spool: string, part: number): Promise<Uint8Array | undefined> {
  const path = partPath(spool, part);
  return (await run.ports.files.exists(path)) ? run.ports.files.read(path) : undefined;
}

/** Whether all files of a batch are on this machine. */
export async function isSpooledHere(
  run: FeedRun,
  { spool, files }: { readonly spool: string; readonly files: number },
): Promise<boolean> {
  for (let part = 0; part < files; part += 1) {
    if (!(await run.ports.files.exists(partPath(spool, part)))) return false;
  }
  return true;
}

export async function removeSpooled(run: FeedRun, spool: string, files: number): Promise<void> {
  for (let part = 0; part < files; part += 1) await run.ports.files.remove(partPath(spool, part));
}

/** Files of batches that were never sealed, left by a process that died. `sealed`: the spools that are still needed. */
export async function removeOrphans(run: FeedRun, sealed: readonly string[]): Promise<void> {
  for (const name of await run.ports.files.list(run.spoolFolder)) {
    const path = `${run.spoolFolder}/${name}`;
    if (!sealed.some((spool) => path.startsWith(`${spool}.`))) await run.ports.files.remove(path);
  }
}
