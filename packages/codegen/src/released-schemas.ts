import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { jsonArtefact } from "./artefact.ts";
import type { Artefact } from "./artefact.ts";
import { diffSnapshots } from "./diff-schemas.ts";
import { CodegenError } from "./errors.ts";
import { readJson } from "./read-json.ts";
import { SchemaFolder } from "./schema-folder.ts";
import { snapshotSchemas } from "./snapshot-schemas.ts";
import type { SchemaSnapshot } from "./snapshot-schemas.ts";

const failure = { error: "unreadableSchemas", what: "A released schema cannot be read" } as const;

/**
 * Refuses generated schemas that a released version, whose users have data, could not be changed to.
 * @throws CodegenError SAEP-2016, SAEP-2013
 */
export async function refuseImpossibleChanges(artefacts: Artefact[], schemas: string): Promise<void> {
  const folder = join(schemas, "released");
  const files = (await readdir(folder).catch(() => [] as string[])).filter((name) => name.endsWith(".json")).sort();
  const now = snapshotSchemas(SchemaFolder.of(artefacts));
  for (const name of files) {
    const released = await readJson<SchemaSnapshot>(join(folder, name), undefined, failure);
    const bad = diffSnapshots(released, now).filter(({ verdict }) => verdict !== "safe");
    const [first] = bad;
    if (!first) continue;
    throw new CodegenError("impossibleChange", {
      what: `${first.change}${bad.length > 1 ? ` (and ${bad.length - 1} more)` : ""}`,
      where: `${first.dataset}, ${first.path || "the schema itself"}, against released/${name}`,
      why: first.why,
    });
  }
}

/** Records what a folder's schemas are, under the version of a release: from then on impossible changes are refused. */
export async function recordRelease(schemas: string, version: string): Promise<string> {
  const snapshot = snapshotSchemas(await SchemaFolder.read(schemas));
  const path = join(schemas, "released", `${version}.json`);
  await mkdir(join(schemas, "released"), { recursive: true });
  await writeFile(path, jsonArtefact("", snapshot).text);
  return path;
}
