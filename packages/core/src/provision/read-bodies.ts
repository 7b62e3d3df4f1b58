import type { SchemaSet } from "../xdm/load-schemas.ts";
import { chosenDatasets, type ResourceEntry, type SchemaBodies } from "./desired-state.ts";
import type { Json } from "./json.ts";
import type { ProvisionSettings } from "./provision-settings.ts";

/** Reads every body that the chosen datasets need, placeholders still in place. */
export async function readSchemaBodies(set: SchemaSet, settings: ProvisionSettings): Promise<SchemaBodies> {
  const manifest: SchemaBodies["manifest"] = set.manifest;
  const paths = new Set<string>();
  for (const { resource, entry } of chosenDatasets(manifest, settings)) {
    const own = [
      ...(entry.dataTypes ?? []),
      entry.class,
      ...(entry.fieldGroups ?? []),
      entry.schema,
      entry.descriptors,
    ];
    for (const path of own) if (path !== undefined && !path.startsWith("https:")) paths.add(path);
    if (settings.runner === "adobe") for (const path of mappingPaths(manifest.resources[resource])) paths.add(path);
  }
  const bodies = new Map<string, Json>();
  for (const path of paths) bodies.set(path, JSON.parse(await set.text(path)) as Json);
  return {
    manifest,
    body: (path) => {
      const body = bodies.get(path);
      if (body === undefined) throw new RangeError(`${path} is not among the bodies of the chosen datasets`);
      return body;
    },
  };
}

function mappingPaths(resource: ResourceEntry | undefined): readonly string[] {
  const sets = [resource?.dataPrep, ...Object.values(resource?.dataPrepByPreset ?? {})];
  return sets.flatMap((set) => (set?.object === undefined ? [] : [set.object]));
}
