import { appendFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SimulatorError } from "./simulator-error.ts";
import type { OperationRecord } from "./world/operations/index.ts";

/** What an account is drawn from. */
interface Origin {
  readonly seed: number;
  readonly objects: number;
  /** Milliseconds since 1970: where the drawn history ends. */
  readonly begins: number;
}

interface AccountState {
  readonly begins: number;
  readonly replay: readonly OperationRecord[];
  readonly record: (operation: OperationRecord) => void;
}

/**
 * An account that outlives the process: its origin in `account.json`, and what was done to it in `operations.ndjson`. Nothing
 * else needs to be kept, because everything else follows from the seed. Throws SAEP-3003 if the folder holds another account.
 */
export async function openAccountState(folder: string | undefined, origin: Origin): Promise<AccountState> {
  if (folder === undefined) return { begins: origin.begins, replay: [], record: () => undefined };
  await mkdir(folder, { recursive: true });
  const originFile = join(folder, "account.json");
  const journal = join(folder, "operations.ndjson");
  const saved = await readIfThere(originFile);
  if (saved === undefined) await writeFile(originFile, `${JSON.stringify(origin)}\n`);
  const known = saved === undefined ? origin : (JSON.parse(saved) as Origin);
  if (known.seed !== origin.seed || known.objects !== origin.objects) {
    const what = `${folder} holds the account of seed ${known.seed} with ${known.objects} objects`;
    throw new SimulatorError("SAEP-3003", what, "use the same seed and number of objects, or another folder");
  }
  const lines = ((await readIfThere(journal)) ?? "").split("\n").filter((line) => line !== "");
  return {
    begins: known.begins,
    replay: lines.map((line) => JSON.parse(line) as OperationRecord),
    record: (operation) => appendFileSync(journal, `${JSON.stringify(operation)}\n`),
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
