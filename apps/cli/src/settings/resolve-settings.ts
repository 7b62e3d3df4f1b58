import { ConfigError } from "@stripe-aep/core";

import { environmentName, settingRows } from "./setting-rows.ts";
import type { PlacedValue, SettingProblem, SettingsFile } from "./settings-file.ts";

/** Where values come from, strongest first: flags, environment, project file, user file, defaults. */
export interface SettingSources {
  /** Dotted path → value, from the command line. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly projectFile: SettingsFile | undefined;
  readonly userFile: SettingsFile | undefined;
  /** The profile named on the command line or in the environment. */
  readonly profile: string | undefined;
}

export interface Settings {
  readonly profile: string;
  /** Dotted path → value and its place; every setting that has a value. */
  readonly values: ReadonlyMap<string, PlacedValue>;
}

/** All settings of one profile, each with its place. Throws one `ConfigError` that lists every problem. */
export function resolveSettings(sources: SettingSources): Settings {
  const profile = chooseProfile(sources);
  const problems = [...(sources.projectFile?.problems ?? []), ...(sources.userFile?.problems ?? [])];
  const values = new Map<string, PlacedValue>();
  for (const row of settingRows) {
    const placed =
      placedValue(row.path, profile, sources) ??
      (row.byDefault === undefined ? undefined : { value: row.byDefault, place: "default" });
    if (placed === undefined) {
      if (row.required === true) problems.push(missing(row.path, profile, sources));
      continue;
    }
    const fromFile = placed.line !== undefined;
    const problem = fromFile ? undefined : row.type.problemOf(placed.value);
    if (problem !== undefined) problems.push({ place: placed.place, path: row.path, message: problem });
    values.set(row.path, placed);
  }
  problems.push(...contradictions(values), ...untrustedCommands(values, sources));
  if (problems.length > 0) throw settingsError(problems);
  return { profile, values };
}

function chooseProfile(sources: SettingSources): string {
  const named = sources.profile ?? sources.projectFile?.defaultProfile ?? sources.userFile?.defaultProfile;
  const known = [...(sources.projectFile?.profiles.keys() ?? []), ...(sources.userFile?.profiles.keys() ?? [])];
  const profile = named ?? known[0] ?? "default";
  if (known.length > 0 && !known.includes(profile)) {
    throw settingsError([
      {
        place: sources.projectFile?.place ?? "command line",
        path: "profile",
        message: `there is no profile ${profile}; known are ${known.join(", ")}`,
      },
    ]);
  }
  return profile;
}

function placedValue(path: string, profile: string, sources: SettingSources): PlacedValue | undefined {
  const flag = sources.flags[path];
  if (flag !== undefined) return { value: flag, place: "command line" };
  const name = environmentName(path);
  const given = sources.environment[name];
  const row = settingRows.find((candidate) => candidate.path === path);
  if (given !== undefined && row !== undefined) return { value: row.type.fromText(given), place: name };
  return sources.projectFile?.profiles.get(profile)?.get(path) ?? sources.userFile?.profiles.get(profile)?.get(path);
}

function missing(path: string, profile: string, sources: SettingSources): SettingProblem {
  const place = sources.projectFile?.place ?? "stripe-aep.yaml";
  return { place, path, message: `is missing: set it under profiles.${profile} or as ${environmentName(path)}` };
}

/** Rules that join several settings. */
function contradictions(values: ReadonlyMap<string, PlacedValue>): readonly SettingProblem[] {
  const problems: SettingProblem[] = [];
  const at = (path: string): PlacedValue | undefined => values.get(path);
  if (at("schedule.frequency")?.value === "minute" && Number(at("schedule.interval")?.value) < 15) {
    problems.push(
      problemAt("schedule.interval", at("schedule.interval"), "must be at least 15 when the frequency is minute"),
    );
  }
  for (const path of ["stripe.baseUrl", "aep.platformUrl", "aep.imsUrl"]) {
    if (at("production")?.value === true && String(at(path)?.value).startsWith("http://")) {
      problems.push(problemAt(path, at(path), "must be an https:// address in a production profile"));
    }
  }
  return problems;
}

/** A cloned repository must not run commands: `exec:` is honoured in the operator's own file only. */
function untrustedCommands(
  values: ReadonlyMap<string, PlacedValue>,
  sources: SettingSources,
): readonly SettingProblem[] {
  return [...values]
    .filter(([, placed]) =>
      [placed.value].flat().some((value) => typeof value === "string" && value.startsWith("exec:")),
    )
    .filter(([, placed]) => placed.line === undefined || placed.place !== sources.userFile?.place)
    .map(([path, placed]) =>
      problemAt(path, placed, "runs a command (exec:), which is honoured only in your own file, not in a project's"),
    );
}

function problemAt(path: string, placed: PlacedValue | undefined, message: string): SettingProblem {
  return { place: placed?.place ?? "", path, message, ...(placed?.line === undefined ? {} : { line: placed.line }) };
}

function settingsError(problems: readonly SettingProblem[]): ConfigError {
  const lines = problems.map(
    ({ place, line, path, message }) => `${place}${line === undefined ? "" : `:${line}`}  ${path} ${message}`,
  );
  return new ConfigError({
    code: "SAEP-1001",
    message: `${problems.length === 1 ? "One setting is" : `${problems.length} settings are`} not valid:\n    ${lines.join("\n    ")}`,
    next: "Correct these lines; `stripe-aep config list --verbose` shows where each value came from.",
  });
}
