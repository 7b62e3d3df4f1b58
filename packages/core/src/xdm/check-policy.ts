import { ConfigError } from "../errors.ts";
import type { SchemaSet } from "./load-schemas.ts";
import type { MappingRow, ResourceMapping } from "./mapping.ts";
import { decideRow, type FieldPolicy } from "./policy.ts";

/**
 * Holds a policy against the fields that there are. Throws `ConfigError` (SAEP-1304) for a hash of what is no text, and for a
 * path of `fields` that governs nothing: of a field that was to be dropped and is written wrongly, every value would be sent.
 */
export async function checkPolicy(schemas: SchemaSet, policy: FieldPolicy): Promise<void> {
  const own = Object.keys(policy.fields ?? {});
  if (own.length === 0) return;
  const paths = await knownPaths(schemas);
  for (const [resource, { mapping: file }] of Object.entries(schemas.manifest.resources)) {
    const mapping = JSON.parse(await schemas.text(file)) as ResourceMapping;
    for (const row of rowsOf(mapping)) {
      decideRow(policy, resource, row);
      if (row.source !== undefined) addPath(paths, resource, row.source);
    }
  }
  for (const path of own) if (!paths.has(path)) throw governsNothing(path);
}

function rowsOf({ datasets }: ResourceMapping): readonly MappingRow[] {
  return Object.values(datasets).flatMap(({ rows }) => rows);
}

/** Of every field that Stripe has, also those that no mapping sends: to drop one of them is no mistake. */
async function knownPaths(schemas: SchemaSet): Promise<Set<string>> {
  const table = JSON.parse(await schemas.text("field-table.json")) as {
    readonly fields: readonly { readonly resource: string; readonly path: string }[];
  };
  const paths = new Set<string>();
  for (const { resource, path } of table.fields) addPath(paths, resource, path);
  return paths;
}

/** With everything above it, for every resource and for this one. */
function addPath(paths: Set<string>, resource: string, source: string): void {
  const parts = source.replaceAll("[*]", "").split(".");
  for (const [index] of parts.entries()) {
    const path = parts.slice(0, index + 1).join(".");
    paths.add(path).add(`${resource}.${path}`);
  }
}

function governsNothing(path: string): ConfigError {
  return new ConfigError({
    code: "SAEP-1304",
    message: `The policy names ${path}, which is no field of any resource`,
    where: `policy.fields.${path}`,
    next: "Write the field's Stripe path, with or without its resource: `charges.billing_details.email`.",
  });
}
