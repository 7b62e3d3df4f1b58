import { ConfigError } from "../errors.ts";
import { openSchemaSet, type SchemaSet } from "./load-schemas.ts";
import type { MappingRow, ResourceMapping, RowSchema, TextType } from "./mapping.ts";
import type { PromotedField, PromotedKeys } from "./policy.ts";

type Fields = readonly (PromotedField & { readonly key: string })[];
type Json = Readonly<Record<string, unknown>>;

/** Object below the tenant's that holds the columns. */
const COLUMNS = "stripe_metadata";

const fieldTypes: Readonly<Record<TextType, Json>> = {
  string: { type: "string" },
  long: { type: "integer", minimum: -9007199254740991, maximum: 9007199254740991 },
  double: { type: "number" },
  boolean: { type: "boolean" },
  "date-time": { type: "string", format: "date-time" },
};

/**
 * The schemas with a column for each promoted metadata key: a field group of its own that the resource's schema takes in, the
 * same fields in the schema of a row, and a mapping row for each. Everything that reads schemas (apply, the mapper, Adobe's
 * mapper, reconcile, preview) sees them as if they had been generated. Throws `ConfigError` for keys that cannot be columns.
 */
export function promoteKeys(set: SchemaSet, promoted: PromotedKeys = {}): SchemaSet {
  const byResource = new Map(
    Object.entries(promoted)
      .map(([resource, keys]) => [resource, fieldsOf(set, resource, keys)] as const)
      .filter(([, fields]) => fields.length > 0),
  );
  if (byResource.size === 0) return set;
  const changes = new Map<string, (text: string) => string>();
  const made = new Map<string, (text: (path: string) => Promise<string>) => Promise<string>>();
  const resources = { ...set.manifest.resources };
  for (const [resource, fields] of byResource) {
    const entry = resources[resource];
    const object = entry?.datasets.object;
    if (entry === undefined || object === undefined) throw notPromotable(resource, "it has no object dataset");
    const group = `promoted/${resource}/field-group.json`;
    made.set(group, async (text) => fieldGroup(object, fields, JSON.parse(await text(object.schema)) as Json));
    changes.set(object.schema, (text) => withGroup(text, group));
    changes.set(object.rowSchema, (text) => withColumns(text, fields));
    changes.set(entry.mapping, (text) => withRows(text, fields));
    for (const path of new Set(dataPrepPaths(entry))) changes.set(path, (text) => withMappings(text, fields));
    const fieldGroups = [...(object.fieldGroups ?? []), group];
    resources[resource] = { ...entry, datasets: { ...entry.datasets, object: { ...object, fieldGroups } } };
  }
  return openSchemaSet({
    folder: set.folder,
    manifest: { ...set.manifest, resources },
    text: async (path) => {
      const make = made.get(path);
      if (make !== undefined) return make((other) => set.text(other));
      const text = await set.text(path);
      return changes.get(path)?.(text) ?? text;
    },
  });
}

function fieldsOf(set: SchemaSet, resource: string, keys: Readonly<Record<string, PromotedField>>): Fields {
  if (set.manifest.resources[resource] === undefined) throw notPromotable(resource, "it is no resource");
  if (resource === "balance_transactions") throw notPromotable(resource, "Stripe gives it no metadata");
  const fields = Object.entries(keys).map(([key, field]) => ({ ...field, key }));
  const names = new Set<string>();
  for (const { key, field, type, hash } of fields) {
    const where = `${resource}.${key}`;
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(field) || ["items", "properties"].includes(field)) {
      throw notPromotable(
        where,
        `"${field}" cannot be the name of a field: letters, digits and _, and no reserved word`,
      );
    }
    if (names.has(field.toLowerCase())) throw notPromotable(where, `"${field}" is the column of another key`);
    if (hash === true && type !== "string") throw notPromotable(where, "a hash is a text");
    names.add(field.toLowerCase());
  }
  return fields;
}

function notPromotable(where: string, reason: string): ConfigError {
  return new ConfigError({
    code: "SAEP-1001",
    message: `A metadata key cannot be promoted: ${reason}.`,
    where: `policy.promotedKeys.${where}`,
    next: "Correct the setting.",
  });
}

function columns(fields: Fields): Json {
  return Object.fromEntries(
    fields.map(({ key, field, type, hash }) => {
      const description = `Stripe metadata \`${key}\`${hash === true ? ", as SHA-256" : ""}.`;
      return [field, { title: key, description, ...fieldTypes[type] }];
    }),
  );
}

function fieldGroup(object: { readonly title: string; readonly class?: string }, fields: Fields, schema: Json): string {
  const title = `${typeof schema.title === "string" ? schema.title : object.title} Promoted Metadata`;
  const extended = object.class ?? "";
  const described = { title: "Promoted metadata", description: "Metadata keys that the operator has promoted." };
  const tenant = { [COLUMNS]: { ...described, type: "object", properties: columns(fields) } };
  return JSON.stringify({
    type: "object",
    title,
    description: "Columns for the metadata keys that this connection's settings promote.",
    "meta:intendedToExtend": [extended.startsWith("https:") ? extended : `{REF:${extended}}`],
    definitions: {
      customFields: { type: "object", properties: { "_{TENANT}": { type: "object", properties: tenant } } },
    },
    allOf: [{ $ref: "#/definitions/customFields", type: "object", "meta:xdmType": "object" }],
  });
}

function withGroup(text: string, group: string): string {
  const schema = JSON.parse(text) as Json & { readonly allOf: readonly unknown[] };
  return JSON.stringify({ ...schema, allOf: [...schema.allOf, { $ref: `{REF:${group}}` }] });
}

function withColumns(text: string, fields: Fields): string {
  const schema = JSON.parse(text) as RowSchema;
  // The row schema is read with and without the tenant in place.
  const [name = "", tenant = {}] =
    Object.entries(schema.properties ?? {}).find(([key]) => key.startsWith("_") && key !== "_id") ?? [];
  const object = { type: "object", properties: columns(fields), additionalProperties: false };
  const extended = { ...tenant, properties: { ...tenant.properties, [COLUMNS]: object } };
  return JSON.stringify({ ...schema, properties: { ...schema.properties, [name]: extended } });
}

function withRows(text: string, fields: Fields): string {
  const mapping = JSON.parse(text) as ResourceMapping;
  const rows = fields.map(({ key, field, type, hash }): MappingRow => {
    const action = hash === true ? "hash" : "keep";
    return {
      destination: `_{TENANT}.${COLUMNS}.${field}`,
      conversion: "derived",
      from: [{ rule: "promoted", path: "metadata", key }],
      as: type,
      policy: { minimal: action, marketing: action, full: action },
    };
  });
  const { object } = mapping.datasets;
  return JSON.stringify({
    ...mapping,
    datasets: { ...mapping.datasets, object: { ...object, rows: [...object.rows, ...rows] } },
  });
}

function dataPrepPaths(entry: SchemaSet["manifest"]["resources"][string]): readonly string[] {
  const sets = [entry.dataPrep, ...Object.values(entry.dataPrepByPreset)];
  return sets.flatMap(({ object }) => (object === undefined ? [] : [object]));
}

/** Adobe's mapper converts to the column's type by itself, and leaves out what it cannot convert. */
function withMappings(text: string, fields: Fields): string {
  const set = JSON.parse(text) as Json & { readonly mappings: readonly unknown[] };
  const rows = fields.map(({ key, field, hash }) => {
    const source = /^[A-Za-z_]\w*$/.test(key) ? `metadata.${key}` : `metadata.\${${key}}`;
    const destination = `_{TENANT}.${COLUMNS}.${field}`;
    return hash === true
      ? { sourceType: "EXPRESSION", source: `sha256(lower(trim(${source})))`, destination }
      : { sourceType: "ATTRIBUTE", source, destination };
  });
  return JSON.stringify({ ...set, mappings: [...set.mappings, ...rows] });
}
