import { SchemaFolder } from "./schema-folder.ts";
import { snapshotSchemas } from "./snapshot-schemas.ts";
import type { DatasetSnapshot, FieldSnapshot, SchemaSnapshot } from "./snapshot-schemas.ts";

/**
 * What a change means for a schema that holds data: it can be made; the field must keep its type and a new field stand
 * beside it; or the Registry refuses it.
 */
export type ChangeVerdict = "safe" | "needs-a-new-field" | "impossible-after-data";

export interface SchemaChange {
  /** Resource and dataset: `charges/object`. */
  dataset: string;
  /** Path of the row; "" when the change is of the whole schema. */
  path: string;
  change: string;
  verdict: ChangeVerdict;
  /** The rule of the Registry. */
  why: string;
}

/**
 * Compares two folders of generated schemas by the Registry's rules for schemas that hold data or are enabled for Profile.
 * @throws CodegenError SAEP-2013
 */
export async function diffSchemas(oldFolder: string, newFolder: string): Promise<SchemaChange[]> {
  const [before, after] = await Promise.all([SchemaFolder.read(oldFolder), SchemaFolder.read(newFolder)]);
  return diffSnapshots(snapshotSchemas(before), snapshotSchemas(after));
}

/** Compares two snapshots; changes of title, description and suggested values are always safe and not listed. */
export function diffSnapshots(before: SchemaSnapshot, after: SchemaSnapshot): SchemaChange[] {
  const names = [...new Set([...Object.keys(before.datasets), ...Object.keys(after.datasets)])].sort();
  return names.flatMap((dataset) => {
    const old = before.datasets[dataset];
    const now = after.datasets[dataset];
    const found = old && now ? [...diffWhole(old, now), ...diffFields(old, now)] : [missing(old !== undefined)];
    return found.map((change) => ({ dataset, ...change }));
  });
}

type Found = Omit<SchemaChange, "dataset">;

function missing(removed: boolean): Found {
  return removed
    ? {
        path: "",
        change: "schema removed",
        verdict: "impossible-after-data",
        why: "A schema that datasets use cannot be deleted.",
      }
    : { path: "", change: "schema added", verdict: "safe", why: "Nothing uses it yet." };
}

function diffWhole(old: DatasetSnapshot, now: DatasetSnapshot): Found[] {
  const whole = (member: "behavior" | "class" | "primaryIdentity", why: string): Found[] =>
    old[member] === now[member]
      ? []
      : [{ path: "", change: `${member} ${old[member]} became ${now[member]}`, verdict: "impossible-after-data", why }];
  return [
    ...whole("behavior", "The behaviour of a schema is fixed."),
    ...whole("class", "The class of a schema cannot change."),
    ...whole("primaryIdentity", "Profiles are built on the primary identity; rows sent before would belong to nobody."),
  ];
}

function diffFields(old: DatasetSnapshot, now: DatasetSnapshot): Found[] {
  const lower = new Map(Object.keys(old.fields).map((path) => [path.toLowerCase(), path]));
  const kept = Object.entries(old.fields).flatMap(([path, field]): Found[] => {
    const other = now.fields[path];
    if (other) return diffField(path, field, other);
    return [
      { path, change: "field removed", verdict: "impossible-after-data", why: "A field cannot be removed or renamed." },
    ];
  });
  const added = Object.keys(now.fields)
    .filter((path) => !(path in old.fields))
    .map((path): Found => addedField(path, lower.get(path.toLowerCase())));
  return [...kept, ...added];
}

function addedField(path: string, sameIgnoringCase: string | undefined): Found {
  if (sameIgnoringCase === undefined)
    return { path, change: "field added", verdict: "safe", why: "Fields can be added." };
  const why = `${sameIgnoringCase} differs only in case, which the lake's files do not tell apart.`;
  return { path, change: "field added", verdict: "impossible-after-data", why };
}

function diffField(path: string, old: FieldSnapshot, now: FieldSnapshot): Found[] {
  if (old.type !== now.type) {
    const why = "The type of a field is fixed; the new type needs a field of its own.";
    return [{ path, change: `${old.type} became ${now.type}`, verdict: "needs-a-new-field", why }];
  }
  const tighter: Found[] = tightened(old, now).map((limit) => ({
    path,
    change: `${limit} is tighter`,
    verdict: "impossible-after-data",
    why: "The values of a field cannot be restricted.",
  }));
  if (!old.required && now.required) {
    const why = "An existing field cannot become required.";
    tighter.push({ path, change: "became required", verdict: "impossible-after-data", why });
  }
  if (old.required && !now.required) {
    tighter.push({ path, change: "became optional", verdict: "safe", why: "A required field can become optional." });
  }
  return tighter;
}

function tightened({ limits: old = {} }: FieldSnapshot, { limits: now = {} }: FieldSnapshot): string[] {
  return [
    ...((now.minimum ?? -Infinity) > (old.minimum ?? -Infinity) ? ["minimum"] : []),
    ...((now.maximum ?? Infinity) < (old.maximum ?? Infinity) ? ["maximum"] : []),
    ...((now.minLength ?? 0) > (old.minLength ?? 0) ? ["minLength"] : []),
    ...(now.pattern !== undefined && now.pattern !== old.pattern ? ["pattern"] : []),
  ];
}
