import { banner, jsonArtefact } from "../artefact.ts";
import type { Artefact } from "../artefact.ts";
import type { Field, Shape } from "../shape.ts";
import type { NumberFields } from "../decisions.ts";
import { childPath, contentPath } from "../shape.ts";
import type { Model, PlannedResource } from "./model.ts";

/** A JSON Schema of draft-07, as far as the emitters build it. */
export type JsonSchema = Record<string, unknown>;

interface Place {
  path: string;
  resource: string;
  numbers: NumberFields;
}

/** What Stripe sends for one resource, as JSON Schema: nullable where declared so, enums open, unknown fields allowed. */
export function stripeSchemaOf(resource: PlannedResource, model: Model): JsonSchema {
  const place: Place = { path: "", resource: resource.resource, numbers: model.decisions.numbers };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $comment: banner,
    title: resource.decisions.title,
    description: `A ${resource.decisions.object} as Stripe sends it in ${model.apiVersion.version}.`,
    ...objectSchema(resource.shape.fields, place, { object: { const: resource.decisions.object } }),
  };
}

export function emitStripeSchema(resource: PlannedResource, model: Model): Artefact {
  return jsonArtefact(`stripe/${resource.resource}.schema.json`, stripeSchemaOf(resource, model));
}

function objectSchema(fields: Field[], place: Place, refined: Record<string, JsonSchema> = {}): JsonSchema {
  const properties = fields.map((field) => [field.name, refined[field.name] ?? fieldSchema(field, place)] as const);
  const required = fields.filter((field) => !field.optional && field.shape.kind !== "never").map((field) => field.name);
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: true,
  };
}

function fieldSchema(field: Field, place: Place): JsonSchema {
  const at = { ...place, path: childPath(place.path, field.name) };
  const schema = shapeSchema(field.shape, at);
  const description = field.documentation === "" ? {} : { description: field.documentation };
  return { ...description, ...(field.nullable ? nullable(schema) : schema) };
}

function nullable(schema: JsonSchema): JsonSchema {
  if (typeof schema.type === "string") return { ...schema, type: [schema.type, "null"] };
  if (Array.isArray(schema.anyOf)) return { ...schema, anyOf: [...(schema.anyOf as JsonSchema[]), { type: "null" }] };
  return schema;
}

function shapeSchema(shape: Shape, place: Place): JsonSchema {
  const inside = { ...place, path: contentPath(place.path, shape) };
  switch (shape.kind) {
    case "string":
      return stringSchema(shape.values);
    case "number":
      return { type: isDecimal(place) ? "number" : "integer" };
    case "boolean":
      return { type: "boolean" };
    case "object":
      return objectSchema(shape.fields, place);
    case "array":
      return { type: "array", items: shapeSchema(shape.items, { ...place, path: `${place.path}[*]` }) };
    case "list":
      return listSchema(shape, inside, place);
    case "map":
      return { type: "object", additionalProperties: shapeSchema(shape.values, { ...place, path: `${place.path}.*` }) };
    case "expandable":
      return {
        anyOf: [{ type: "string" }, { type: "object", properties: { id: { type: "string" } }, required: ["id"] }],
      };
    case "opaque":
    case "never":
    case "unknown":
      return {};
  }
}

/** An open enum: the known values first, any other text allowed. */
function stringSchema(values: string[]): JsonSchema {
  return values.length === 0 ? { type: "string" } : { anyOf: [{ type: "string", enum: values }, { type: "string" }] };
}

function isDecimal(place: Place): boolean {
  return (place.numbers.decimals[place.resource] ?? []).includes(place.path);
}

function listSchema(shape: Extract<Shape, { kind: "list" }>, inside: Place, place: Place): JsonSchema {
  const extras = shape.extras.map((extra) => [extra.name, shapeSchema(extra.shape, place)] as const);
  return {
    type: "object",
    properties: {
      object: { const: "list" },
      data: { type: "array", items: shapeSchema(shape.items, inside) },
      has_more: { type: "boolean" },
      url: { type: "string" },
      ...Object.fromEntries(extras),
    },
    required: ["object", "data", "has_more", "url"],
    additionalProperties: true,
  };
}
