import { valueAt, type JsonObject } from "../json.ts";
import type { Descriptor } from "../schema-registry/descriptor.ts";
import { sourceProperties } from "../schema-registry/descriptor-rules.ts";

/** The control column of change data capture: `u` (upsert, also when absent) or `d` (delete). It is never stored. */
export const CHANGE_COLUMN = "_change_request_type";

/** The row that counts for one primary key. */
export interface CurrentRow {
  readonly version: number;
  readonly batchId: string;
  /** The row's position among the rows of its batch; -1 for a deletion. */
  readonly ordinal: number;
}

/** Which row of each primary key is the current one: the highest version wins, whenever it arrives. */
export interface RelationalIndex {
  readonly keyFields: readonly string[];
  readonly versionField: string;
  /** Takes a row in; an older version than the one known is ignored. Equal versions: the later arrival wins. */
  apply(row: JsonObject, change: "u" | "d", batchId: string, ordinal: number): void;
  isCurrent(row: JsonObject, batchId: string, ordinal: number): boolean;
  /** Current rows. */
  size(): number;
  /** All of it, by key, for a platform that outlives its process. */
  entries(): readonly (readonly [string, CurrentRow])[];
  restore(entries: readonly (readonly [string, CurrentRow])[]): void;
  clear(): void;
}

/** An index by the primary key and version descriptors of a relational schema. */
export function createRelationalIndex(descriptors: readonly Descriptor[]): RelationalIndex {
  const fieldsOf = (type: string): string[] =>
    descriptors
      .filter(({ body }) => body["@type"] === type)
      .flatMap(({ body }) => sourceProperties(body))
      .map((pointer) => pointer.slice(1).replaceAll("/", "."));
  const keyFields = fieldsOf("xdm:descriptorPrimaryKey");
  const [versionField = ""] = fieldsOf("xdm:descriptorVersion");
  const keyOf = (row: JsonObject): string => JSON.stringify(keyFields.map((field) => valueAt(row, field)));
  const current = new Map<string, CurrentRow>();
  let deleted = 0;

  return {
    keyFields,
    versionField,
    apply: (row, change, batchId, ordinal) => {
      const key = keyOf(row);
      const version = versionNumber(valueAt(row, versionField));
      const known = current.get(key);
      if (known !== undefined && known.version > version) return;
      if (known?.ordinal === -1) deleted -= 1;
      if (change === "d") deleted += 1;
      current.set(key, { version, batchId, ordinal: change === "d" ? -1 : ordinal });
    },
    isCurrent: (row, batchId, ordinal) => {
      const known = current.get(keyOf(row));
      return known?.batchId === batchId && known.ordinal === ordinal;
    },
    size: () => current.size - deleted,
    entries: () => [...current],
    restore: (entries) => {
      for (const [key, row] of entries) current.set(key, row);
      deleted = entries.filter(([, { ordinal }]) => ordinal === -1).length;
    },
    clear: () => {
      current.clear();
      deleted = 0;
    },
  };
}

/** Numbers compare as they are, times as milliseconds. */
function versionNumber(value: unknown): number {
  return typeof value === "number" ? value : Date.parse(String(value));
}
