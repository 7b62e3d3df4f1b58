import { isMap, isScalar, LineCounter, parseDocument, type Document, type YAMLMap } from "yaml";

import { settingRow, settingRows } from "./setting-rows.ts";

export interface SettingProblem {
  /** Counted from 1; absent when the problem is not in a file. */
  readonly line?: number;
  /** File or environment variable. */
  readonly place: string;
  /** Dotted path. */
  readonly path: string;
  readonly message: string;
}

/** A value with the place it came from. */
export interface PlacedValue {
  readonly value: unknown;
  readonly place: string;
  readonly line?: number;
}

export interface SettingsFile {
  readonly place: string;
  readonly defaultProfile: string | undefined;
  /** Profile → dotted path → value. */
  readonly profiles: ReadonlyMap<string, ReadonlyMap<string, PlacedValue>>;
  readonly problems: readonly SettingProblem[];
}

/** Reads a settings file to its end: every mistake is collected, none ends the reading. */
export function readSettingsFile(text: string, place: string): SettingsFile {
  return new FileReader(text, place).read();
}

class FileReader {
  readonly #place: string;
  readonly #lines = new LineCounter();
  readonly #document: Document;
  readonly #problems: SettingProblem[] = [];
  readonly #profiles = new Map<string, Map<string, PlacedValue>>();

  constructor(text: string, place: string) {
    this.#place = place;
    this.#document = parseDocument(text, { lineCounter: this.#lines, uniqueKeys: true, prettyErrors: false });
  }

  read(): SettingsFile {
    for (const error of this.#document.errors) {
      this.#problem(this.#lines.linePos(error.pos[0]).line, "", `is not YAML: ${error.message.split("\n")[0] ?? ""}`);
    }
    const top = this.#document.contents;
    let defaultProfile: string | undefined;
    if (isMap(top)) defaultProfile = this.#readTop(top);
    else if (this.#document.errors.length === 0)
      this.#problem(1, "", "must hold `version: 1` and `profiles:`; `stripe-aep init` writes one");
    return { place: this.#place, defaultProfile, profiles: this.#profiles, problems: this.#problems };
  }

  #readTop(top: YAMLMap): string | undefined {
    if (top.get("version") !== 1) this.#problem(this.#lineOf(top), "version", "must be 1: write `version: 1`");
    for (const { key, value } of top.items) {
      const name = nameOf(key);
      if (name === "profiles" && isMap(value)) this.#readProfiles(value);
      else if (name === "profiles")
        this.#problem(this.#lineOf(key), name, "must be a map from a profile's name to its settings");
      else if (name !== "version" && name !== "profile") this.#unknown(key, name, ["version", "profile", "profiles"]);
    }
    if (!top.has("profiles"))
      this.#problem(this.#lineOf(top), "profiles", "is missing: name at least one profile, such as `dev`");
    const chosen = top.get("profile");
    return typeof chosen === "string" ? chosen : undefined;
  }

  #readProfiles(profiles: YAMLMap): void {
    for (const { key, value } of profiles.items) {
      const name = nameOf(key);
      const settings = new Map<string, PlacedValue>();
      this.#profiles.set(name, settings);
      if (isMap(value)) this.#readSettings(value, "", settings);
      else this.#problem(this.#lineOf(key), `profiles.${name}`, "must be a map of settings");
    }
  }

  #readSettings(node: YAMLMap, prefix: string, settings: Map<string, PlacedValue>): void {
    for (const { key, value } of node.items) {
      const path = `${prefix}${nameOf(key)}`;
      const row = settingRow(path);
      const line = this.#lineOf(key);
      if (row !== undefined) {
        const plain = plainValue(value);
        const problem = row.type.problemOf(plain);
        if (problem !== undefined) this.#problem(line, path, problem);
        settings.set(path, { value: plain, place: this.#place, line });
      } else if (settingRows.some((candidate) => candidate.path.startsWith(`${path}.`)) && isMap(value)) {
        this.#readSettings(value, `${path}.`, settings);
      } else {
        this.#unknown(
          key,
          path,
          settingRows.map((candidate) => candidate.path),
        );
      }
    }
  }

  #unknown(key: unknown, path: string, known: readonly string[]): void {
    const close = closest(path, known);
    this.#problem(this.#lineOf(key), path, `is not a setting${close === undefined ? "" : `: did you mean ${close}?`}`);
  }

  #problem(line: number, path: string, message: string): void {
    this.#problems.push({ place: this.#place, line, path, message });
  }

  #lineOf(node: unknown): number {
    const range = (node as { range?: readonly number[] | null } | null)?.range;
    return this.#lines.linePos(range?.[0] ?? 0).line;
  }
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function plainValue(node: unknown): unknown {
  if (node === null || typeof node !== "object") return node;
  return "toJSON" in node && typeof node.toJSON === "function" ? (node.toJSON as () => unknown)() : node;
}

/** The known name with the fewest changed letters, if they are few. */
export function closest(name: string, known: readonly string[]): string | undefined {
  const measured = known.map((candidate) => ({
    candidate,
    distance: distance(name.toLowerCase(), candidate.toLowerCase()),
  }));
  const [best] = measured.sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.max(2, name.length / 3) ? best.candidate : undefined;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_unused, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
