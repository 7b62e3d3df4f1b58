import { conversions } from "./conversions.ts";
import { CodegenError } from "./errors.ts";
import { firstProblem } from "./read-json.ts";
import type { SchemaFolder } from "./schema-folder.ts";

/** A JSON Schema of a generated file. */
type Form = Record<string, unknown>;

const text: Form = { type: "string", minLength: 1 };
const paths: Form = { type: "array", items: text };
const pathByName: Form = { type: "object", additionalProperties: text };
const action: Form = { enum: ["keep", "drop", "hash"] };

function object(required: Record<string, Form>, optional: Record<string, Form> = {}): Form {
  const properties = { ...required, ...optional };
  return { type: "object", properties, required: Object.keys(required), additionalProperties: false };
}

const dataset: Form = object(
  {
    title: text,
    behavior: { enum: ["record", "time-series"] },
    profile: { type: "boolean" },
    schema: text,
    descriptors: text,
    rowSchema: text,
  },
  { dataTypes: paths, class: text, fieldGroups: paths },
);

const namespace: Form = object(
  { code: text, name: text, idType: text, description: text },
  { standard: { type: "boolean" } },
);

/** `manifest.json`. */
const manifestForm: Form = object(
  {
    $comment: text,
    formatVersion: { const: 1 },
    apiVersion: text,
    stripePackage: text,
    namespaces: { type: "array", items: namespace },
    resources: {
      type: "object",
      minProperties: 1,
      additionalProperties: object({
        object: text,
        stripeSchema: text,
        mapping: text,
        dataPrep: pathByName,
        dataPrepByPreset: { type: "object", additionalProperties: pathByName },
        datasets: object({ object: dataset, relational: dataset }, { event: dataset }),
      }),
    },
  },
  { preset: text },
);

const condition: Form = { type: "object", required: ["path"] };
const row: Form = object(
  {
    destination: text,
    conversion: { enum: [...conversions] },
    policy: object({ minimal: action, marketing: action, full: action }),
  },
  {
    source: text,
    currency: text,
    namespace: text,
    primary: { type: "boolean" },
    value: { type: ["string", "number", "boolean"] },
    when: { type: "array", items: condition },
    from: { type: "array", minItems: 1 },
    give: { enum: ["first", "all", "rule"] },
    limit: { type: "integer" },
  },
);
const rows: Form = { type: "array", minItems: 1, items: row };
const fact: Form = object({ name: text, eventType: text, when: { type: "array", items: condition }, timestamp: text });

/** `mappings/<resource>.json`. */
const mappingForm: Form = object({
  $comment: text,
  formatVersion: { const: 1 },
  resource: text,
  object: text,
  datasets: object(
    { object: object({ rows }), relational: object({ rows }) },
    { event: object({ facts: { type: "array", minItems: 1, items: fact }, rows }) },
  ),
});

/** `mappings/data-prep/*.json`: the body of POST /mappingSets. */
const mappingSetForm: Form = object({
  name: text,
  outputSchema: object({ schemaRef: object({ id: text, contentType: text }) }),
  mappings: {
    type: "array",
    minItems: 1,
    items: object({ sourceType: { enum: ["ATTRIBUTE", "EXPRESSION", "STATIC"] }, source: text, destination: text }),
  },
});

/** A body of the Schema Registry, by what its POST requires. */
const registryForm: Form = {
  type: "object",
  required: ["type", "title", "description"],
  properties: { type: { const: "object" }, title: text, description: text },
  anyOf: [{ required: ["allOf"] }, { required: ["properties"] }],
};

/** `descriptors.json`: bodies of POST /tenant/descriptors. */
const descriptorsForm: Form = {
  type: "array",
  items: {
    type: "object",
    required: ["@type", "xdm:sourceSchema", "xdm:sourceVersion", "xdm:sourceProperty"],
    properties: { "xdm:sourceVersion": { const: 1 }, "xdm:sourceProperty": { type: "string", pattern: "^/" } },
  },
};

/** `connection-spec/stripe.json`. */
const connectionSpecForm: Form = {
  type: "object",
  required: [
    "id",
    "name",
    "providerId",
    "version",
    "type",
    "authSpec",
    "sourceSpec",
    "exploreSpec",
    "attributes",
    "permissionsInfo",
  ],
};

/** `field-table.json`. */
const fieldTableForm: Form = object({
  $comment: text,
  formatVersion: { const: 1 },
  apiVersion: text,
  fields: {
    type: "array",
    minItems: 1,
    items: { type: "object", required: ["resource", "path", "type", "action", "xdmPath", "rule", "sentence"] },
  },
});

/** A JSON Schema of draft-07, checked against the draft's own schema. */
const jsonSchemaForm: Form = { $ref: "http://json-schema.org/draft-07/schema#" };

/** The form of a generated file by its path. */
function formOf(path: string): Form | undefined {
  if (path === "manifest.json") return manifestForm;
  if (path === "field-table.json") return fieldTableForm;
  if (path.startsWith("stripe/") || path.endsWith("/row.schema.json")) return jsonSchemaForm;
  if (path.startsWith("mappings/data-prep/")) return mappingSetForm;
  if (path.startsWith("mappings/")) return mappingForm;
  if (path.endsWith("/descriptors.json")) return descriptorsForm;
  if (path.startsWith("xdm/")) return registryForm;
  return path.startsWith("connection-spec/") ? connectionSpecForm : undefined;
}

/**
 * Checks with ajv that every generated JSON file has its form, and that every generated JSON Schema is one.
 * @throws CodegenError SAEP-2008
 */
export async function refuseMalformed(folder: SchemaFolder): Promise<void> {
  for (const path of folder.paths) {
    const form = formOf(path);
    if (form === undefined) throw malformed(path, "No form is known for a file of that name.");
    const problem = await firstProblem(form, folder.file(path));
    if (problem) throw malformed(`${path}, ${problem.path}`, problem.why);
  }
}

function malformed(path: string, why: string): CodegenError {
  return new CodegenError("lint", { what: "artefact-has-its-form", where: path, why: `${why}.` });
}
