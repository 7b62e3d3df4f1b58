import type { SchemaSet } from "./load-schemas.ts";
import type { MappingRow, PolicyAction, ResourceMapping } from "./mapping.ts";
import type { DatasetKind } from "./page-mapper.ts";
import { decideRow, type FieldPolicy } from "./policy.ts";

/** A row of a mapping set, placeholders (`{TENANT}`, `{ACCOUNT}`, `{LIVEMODE}`) still in it. */
export interface MappingSetRow {
  readonly sourceType: "ATTRIBUTE" | "EXPRESSION" | "STATIC";
  readonly source: string;
  readonly destination: string;
}

interface MappingSetBody {
  readonly name: string;
  readonly mappings: readonly MappingSetRow[];
}

/**
 * The generated mapping set of a dataset for Adobe's mapper under a policy: that of its preset, with single fields as the
 * policy has them. Undefined: the dataset has none.
 */
export async function mappingSetFor(
  schemas: SchemaSet,
  resource: string,
  dataset: DatasetKind,
  policy: FieldPolicy,
): Promise<MappingSetBody | undefined> {
  const entry = schemas.manifest.resources[resource];
  const read = async (preset: string): Promise<MappingSetBody | undefined> => {
    const path = entry?.dataPrepByPreset[preset]?.[dataset];
    return path === undefined ? undefined : (JSON.parse(await schemas.text(path)) as MappingSetBody);
  };
  const ofPreset = await read(policy.preset);
  const whole = await read("full");
  if (entry === undefined || ofPreset === undefined || whole === undefined) return undefined;
  const { datasets } = JSON.parse(await schemas.text(entry.mapping)) as ResourceMapping;
  const changed = changedRows(datasets[dataset]?.rows ?? [], resource, policy);
  if (changed.size === 0) return ofPreset;
  const kept = new Map(ofPreset.mappings.map((row) => [row.destination, row]));
  const mappings = whole.mappings.flatMap((row): readonly MappingSetRow[] => {
    const action = changed.get(row.destination);
    const same = kept.get(row.destination);
    if (action === undefined) return same === undefined ? [] : [same];
    if (action === "keep") return [row];
    return action === "hash" ? hashed(row) : [];
  });
  return { ...ofPreset, mappings };
}

/** Destinations that the policy treats differently from its preset, as a mapping set names them. */
function changedRows(
  rows: readonly MappingRow[],
  resource: string,
  policy: FieldPolicy,
): ReadonlyMap<string, PolicyAction> {
  const preset = { preset: policy.preset };
  return new Map(
    rows
      .map((row) => ({ row, action: decideRow(policy, resource, row) }))
      .filter(({ row, action }) => action !== decideRow(preset, resource, row))
      .map(({ row, action }) => [destinationOf(row), action]),
  );
}

function destinationOf({ destination, namespace }: MappingRow): string {
  return destination === "identityMap" ? `identityMap.${namespace ?? ""}` : destination;
}

/** Neither an identity, which would match nobody, nor what lies in a list, which Adobe's mapper cannot hash, is sent at all. */
function hashed({ source, destination }: MappingSetRow): readonly MappingSetRow[] {
  if (destination.startsWith("identityMap.") || source.includes("[*]")) return [];
  return [{ sourceType: "EXPRESSION", source: `sha256(lower(trim(${source})))`, destination }];
}
