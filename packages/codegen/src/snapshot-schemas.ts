import type { SchemaFolder } from "./schema-folder.ts";
import { nodeInWords } from "./field-table.ts";
import type { XdmNode } from "./xdm.ts";

/** What the Registry holds a field to, once data is there. */
export interface FieldSnapshot {
  /** `long`, `array of string`, `map of string`, `object`, ... */
  type: string;
  /** Bounds, pattern and least length, as far as the field has them. */
  limits?: Partial<Pick<XdmNode, "minimum" | "maximum" | "minLength" | "pattern">>;
  required?: true;
}

export interface DatasetSnapshot {
  behavior: string;
  class: string;
  primaryIdentity: string;
  /** By path of the row, arrays as `[*]`. */
  fields: Record<string, FieldSnapshot>;
}

/** Everything of a folder of schemas that cannot change freely after data: the form of `released/<version>.json`. */
export interface SchemaSnapshot {
  formatVersion: 1;
  apiVersion: string;
  /** By resource and dataset: `charges/object`. */
  datasets: Record<string, DatasetSnapshot>;
}

export function snapshotSchemas(folder: SchemaFolder): SchemaSnapshot {
  const datasets = folder.datasets.map(({ resource, kind, entry }) => {
    const identity = folder.descriptors(entry.descriptors).find((one) => one["xdm:isPrimary"] === true);
    const snapshot: DatasetSnapshot = {
      behavior: entry.behavior,
      class: entry.class ?? "",
      primaryIdentity: identity ? `${identity["xdm:sourceProperty"]} ${identity["xdm:namespace"] ?? ""}` : "",
      fields: Object.fromEntries(fieldsOf(folder.file(entry.rowSchema) as XdmNode, "")),
    };
    return [`${resource}/${kind}`, snapshot] as const;
  });
  return { formatVersion: 1, apiVersion: folder.manifest.apiVersion, datasets: Object.fromEntries(datasets) };
}

function fieldsOf(node: XdmNode, path: string): [string, FieldSnapshot][] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const at = path === "" ? name : `${path}.${name}`;
    const own: [string, FieldSnapshot] = [at, snapshotOf(child, (node.required ?? []).includes(name))];
    const inner = child.items ? fieldsOf(child.items, `${at}[*]`) : fieldsOf(child, at);
    return [own, ...inner];
  });
}

function snapshotOf(node: XdmNode, required: boolean): FieldSnapshot {
  const map = typeof node.additionalProperties === "object" ? { ...node, "meta:xdmType": "map" as const } : node;
  const { minimum, maximum, minLength, pattern } = node;
  const limits = Object.fromEntries(
    Object.entries({ minimum, maximum, minLength, pattern }).filter(([, one]) => one !== undefined),
  );
  return {
    type: nodeInWords(map),
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
    ...(required ? { required: true } : {}),
  };
}
