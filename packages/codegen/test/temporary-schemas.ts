import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { schemas } from "./schema-files.ts";
import type { Loose } from "./schema-files.ts";

/** A copy of samples and decisions in a temporary folder, for a test to break. */
export class TemporarySchemas {
  readonly folder = mkdtempSync(join(tmpdir(), "codegen-test-"));

  constructor() {
    for (const name of ["samples", "decisions"])
      cpSync(join(schemas, name), join(this.folder, name), { recursive: true });
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /** Changes a JSON file in place. */
  change(path: string, change: (value: Loose) => void): void {
    const value: Loose = JSON.parse(readFileSync(this.path(path), "utf8"));
    change(value);
    this.write(path, JSON.stringify(value));
  }

  write(path: string, text: string): void {
    writeFileSync(this.path(path), text);
  }

  /** Paths of every file, sorted. */
  files(folder = ""): string[] {
    const entries = readdirSync(this.path(folder), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
