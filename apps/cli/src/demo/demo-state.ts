import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { ConfigError } from "@stripe-aep/core";

/** What the state folder of a rehearsal says about itself, in `stripe-aep.json`. */
export interface DemoState {
  readonly kind: "stripe-aep rehearsal";
  readonly version: 1;
  readonly seed: number;
  readonly objects: number;
}

export interface DemoWishes {
  readonly seed: number | undefined;
  readonly objects: number | undefined;
}

const markerName = "stripe-aep.json";
const kind = "stripe-aep rehearsal";
const version = 1;
export const demoDefaults = { seed: 1, objects: 2_400 } as const;

/** Opens a state folder, or makes it. Throws `ConfigError` when it is not ours, is of a newer version, or is of another account. */
export async function openDemoState(folder: string, wishes: DemoWishes): Promise<DemoState> {
  await mkdir(folder, { recursive: true });
  const marker = await readMarker(folder);
  if (marker === undefined) {
    const state = {
      kind,
      version,
      seed: wishes.seed ?? demoDefaults.seed,
      objects: wishes.objects ?? demoDefaults.objects,
    } as const;
    await writeFile(join(folder, markerName), `${JSON.stringify(state, undefined, 2)}\n`);
    return state;
  }
  for (const name of ["seed", "objects"] as const) {
    if (wishes[name] !== undefined && wishes[name] !== marker[name]) {
      throw refusal(
        folder,
        `it holds an account made with --${name} ${marker[name]}, and --${name} ${wishes[name]} was asked for`,
        `Leave out --${name} to go on with that account, or name another folder with --state.`,
      );
    }
  }
  return marker;
}

async function readMarker(folder: string): Promise<DemoState | undefined> {
  const names = await readdir(folder);
  if (!names.includes(markerName)) {
    if (names.length === 0) return undefined;
    throw refusal(
      folder,
      "it holds other files and no state of stripe-aep",
      "Name an empty or a new folder with --state.",
    );
  }
  const state = parse(await readFile(join(folder, markerName), "utf8"));
  if (state?.kind !== kind || typeof state.version !== "number") {
    throw refusal(folder, `its ${markerName} is not one of a rehearsal`, "Name an empty or a new folder with --state.");
  }
  if (state.version > version) {
    throw refusal(
      folder,
      `it was written by a newer stripe-aep (state version ${state.version}, this one knows ${version})`,
      "Update stripe-aep, or name another folder with --state.",
    );
  }
  return state as DemoState;
}

function parse(text: string): Partial<DemoState> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function refusal(folder: string, reason: string, next: string): ConfigError {
  return new ConfigError({
    code: "SAEP-1706",
    message: `The state folder ${folder} cannot be used: ${reason}.`,
    where: folder,
    next,
  });
}
