import type { SchemaSet } from "../xdm/load-schemas.ts";
import { mappingSetFor } from "../xdm/mapping-set.ts";
import type { FieldPolicy } from "../xdm/policy.ts";
import { chosenDatasets, type SchemaBodies } from "./desired-state.ts";
import type { Json } from "./json.ts";
import type { ProvisionSettings } from "./provision-settings.ts";

/** Reads every body that the chosen datasets need, placeholders still in place; mapping sets are those of the policy. */
export async function readSchemaBodies(
  set: SchemaSet,
  settings: ProvisionSettings,
  policy: FieldPolicy,
): Promise<SchemaBodies> {
  const manifest: SchemaBodies["manifest"] = set.manifest;
  const paths = new Set<string>();
  for (const { entry } of chosenDatasets(manifest, settings)) {
    const own = [
      ...(entry.dataTypes ?? []),
      entry.class,
      ...(entry.fieldGroups ?? []),
      entry.schema,
      entry.descriptors,
    ];
    for (const path of own) if (path !== undefined && !path.startsWith("https:")) paths.add(path);
  }
  const bodies = new Map<string, Json>();
  for (const path of paths) bodies.set(path, JSON.parse(await set.text(path)) as Json);
  if (settings.runner === "adobe") {
    for (const { resource } of chosenDatasets(manifest, settings)) {
      const path = manifest.resources[resource]?.dataPrep.object;
      const mappingSet = await mappingSetFor(set, resource, "object", policy);
      if (path !== undefined && mappingSet !== undefined) bodies.set(path, mappingSet as unknown as Json);
    }
  }
  return {
    manifest,
    body: (path) => {
      const body = bodies.get(path);
      if (body === undefined) throw new RangeError(`${path} is not among the bodies of the chosen datasets`);
      return body;
    },
  };
}
