import { readFile, stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";

import { ConfigError } from "@stripe-aep/core";

import type { Terminal } from "../terminal.ts";
import { resolveSettings, type Settings } from "./resolve-settings.ts";
import { readSettingsFile, type SettingsFile } from "./settings-file.ts";

export const settingsFileName = "stripe-aep.yaml";

export interface SettingsRequest {
  /** `--profile` */
  readonly profile?: string | undefined;
  /** `--settings` */
  readonly file?: string | undefined;
  /** Dotted path → value of flags that set one. */
  readonly flags?: Readonly<Record<string, unknown>>;
}

/** The settings of this command: flags, environment, project file, user file, defaults. */
export async function loadSettings(request: SettingsRequest, terminal: Terminal): Promise<Settings> {
  const { environment } = terminal;
  return resolveSettings({
    flags: request.flags ?? {},
    environment,
    projectFile: await projectFile(request.file ?? environment.STRIPE_AEP_SETTINGS, terminal),
    userFile: await fileAt(userFilePath(environment), terminal),
    profile: request.profile ?? environment.STRIPE_AEP_PROFILE,
  });
}

/** Paths of both settings files, found or not. */
export async function settingsPaths(
  request: SettingsRequest,
  terminal: Terminal,
): Promise<{ readonly project: string | undefined; readonly user: string }> {
  const named = request.file ?? terminal.environment.STRIPE_AEP_SETTINGS;
  return {
    project: named === undefined ? await nearest(terminal.workingFolder) : resolve(terminal.workingFolder, named),
    user: userFilePath(terminal.environment),
  };
}

function userFilePath(environment: Terminal["environment"]): string {
  const home = environment.HOME ?? environment.USERPROFILE ?? "";
  return join(environment.XDG_CONFIG_HOME ?? join(home, ".config"), "stripe-aep", "config.yaml");
}

/** `$XDG_STATE_HOME/stripe-aep/<profile>`, unless the settings name a folder. */
export function stateFolder(settings: Settings, terminal: Terminal): string {
  const named = settings.values.get("state.folder")?.value;
  if (typeof named === "string") return resolve(terminal.workingFolder, named);
  const { environment } = terminal;
  const home = environment.HOME ?? environment.USERPROFILE ?? "";
  return join(environment.XDG_STATE_HOME ?? join(home, ".local", "state"), "stripe-aep", settings.profile);
}

async function projectFile(named: string | undefined, terminal: Terminal): Promise<SettingsFile | undefined> {
  if (named === undefined) {
    const found = await nearest(terminal.workingFolder);
    return found === undefined ? undefined : fileAt(found, terminal);
  }
  const file = await fileAt(resolve(terminal.workingFolder, named), terminal);
  if (file !== undefined) return file;
  throw new ConfigError({
    code: "SAEP-1001",
    message: `There is no settings file ${named}.`,
    next: "Name one that exists with --settings, or write one with `stripe-aep init`.",
  });
}

/** The settings file of this folder or of the nearest one above it. */
async function nearest(folder: string): Promise<string | undefined> {
  const candidate = join(folder, settingsFileName);
  if (await isFile(candidate)) return candidate;
  const above = dirname(folder);
  return above === folder ? undefined : nearest(above);
}

async function fileAt(path: string, terminal: Terminal): Promise<SettingsFile | undefined> {
  if (!(await isFile(path))) return undefined;
  const near = relative(terminal.workingFolder, path);
  return readSettingsFile(await readFile(path, "utf8"), near.startsWith("..") ? path : near);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (status) => status.isFile(),
    () => false,
  );
}
