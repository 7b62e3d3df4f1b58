import { readFileSync } from "node:fs";
import { pathsOf, SchemaFolder } from "../src/schema-folder.ts";
import type { Manifest } from "../src/schema-folder.ts";

/** The committed schemas of this repository. */
export const schemas = `${import.meta.dirname}/../../../schemas`;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests break files in ways that their types forbid
export type Loose = any;

/** A committed file, free to be changed. */
export type File = (path: string) => Loose;

const read = (path: string): unknown => JSON.parse(readFileSync(`${schemas}/${path}`, "utf8"));

/** A fresh copy of the committed files, by path, for a test to break. */
export function committedFiles(): Map<string, unknown> {
  const manifest = read("manifest.json") as Manifest;
  return new Map(["manifest.json", ...pathsOf(manifest)].map((path) => [path, read(path)]));
}

/** The committed files after a change. */
export function brokenFolder(change: (file: File) => void): SchemaFolder {
  const files = committedFiles();
  change((path) => {
    if (!files.has(path)) throw new Error(`no committed file ${path}`);
    return files.get(path);
  });
  return new SchemaFolder(files);
}
