import { banner, referenceTo, tenantField } from "../artefact.ts";
import type { EventDecision, StandardRow } from "../decisions.ts";
import { flattenPlan } from "../field-plan.ts";
import { titleOf } from "../plain-text.ts";
import { identityMapNode, libraryFields } from "../xdm-library.ts";
import { placeNode } from "../xdm-tree.ts";
import { described, objectNode } from "../xdm.ts";
import type { XdmNode } from "../xdm.ts";
import { bodyOf, typeOf } from "./data-types.ts";
import type { Model, PlannedResource } from "./model.ts";
import { relationalColumns } from "./relational-columns.ts";
import { dataTypePath, mirrored, propertiesOf, standardNode } from "./xdm-fields.ts";

/** A JSON Schema of draft-07 that validates one whole row. */
export type RowSchema = Record<string, unknown>;

/** The row of an object dataset. */
export function objectRowSchema(resource: PlannedResource, model: Model): RowSchema {
  const root = objectNode({});
  const { shared } = model.decisions;
  const { title, description } = resource.decisions;
  placeStandardRows(root, [...resource.decisions.object_rows, ...shared.record.rows], resource);
  const data = described({ ...propertiesOf(resource.fields, shared), required: ["id"] }, title, description);
  placeNode(root, `${tenantField}.${resource.resource}_data`, data, titleFor);
  const tenant = root.properties?.[tenantField];
  if (tenant) tenant.required = [`${resource.resource}_data`, "stripe_record"];
  return closed({ ...root, required: ["_id", tenantField] }, `${title} row`, dataTypeNodes(resource, model));
}

/** The row of an event dataset. */
export function eventRowSchema(resource: PlannedResource, event: EventDecision, model: Model): RowSchema {
  const root = objectNode({});
  placeStandardRows(root, [...event.rows, ...model.decisions.shared.event.rows], resource);
  const required = ["_id", "timestamp", "eventType", tenantField];
  return closed({ ...root, required }, `${resource.decisions.title} event row`, new Map());
}

/** The row of a relational dataset, without the control column, which no schema may have. */
export function relationalRowSchema(resource: PlannedResource): RowSchema {
  const { properties, required } = relationalColumns(resource);
  return closed({ ...objectNode(properties), required }, `${resource.decisions.title} relational row`, new Map());
}

/** The tenant's object is Adobe's, so only here does it have a title. */
function titleFor(name: string): string {
  return name === tenantField ? "Fields of the tenant" : titleOf(name);
}

function placeStandardRows(root: XdmNode, rows: StandardRow[], resource: PlannedResource): void {
  for (const row of rows) {
    if (row.conversion === "identity")
      placeNode(root, "identityMap", described(identityMapNode, "Identity map", ""), titleFor);
    else
      placeNode(
        root,
        row.destination,
        libraryFields[row.destination] ?? standardNode(row, mirrored(row, resource)),
        titleFor,
      );
  }
}

function dataTypeNodes(resource: PlannedResource, model: Model): Map<string, XdmNode> {
  const nodes = new Map<string, XdmNode>();
  for (const field of flattenPlan(resource.fields)) {
    const type = typeOf(field, model);
    if (type !== undefined) nodes.set(referenceTo(dataTypePath(type)), bodyOf(field, model));
  }
  return nodes;
}

/** Objects admit nothing but their properties; data types are written out where they are used. */
function closed(root: XdmNode, title: string, dataTypes: Map<string, XdmNode>): RowSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $comment: banner,
    title,
    ...closeNode(root, dataTypes),
  };
}

function closeNode(node: XdmNode, dataTypes: Map<string, XdmNode>): Record<string, unknown> {
  const { $ref, properties, items, additionalProperties, "meta:xdmType": _type, "meta:enum": known, ...rest } = node;
  const target = $ref === undefined ? undefined : dataTypes.get($ref);
  if (target) return { ...rest, ...closeNode(target, dataTypes) };
  const close = (one: XdmNode): Record<string, unknown> => closeNode(one, dataTypes);
  const examples = known ? { examples: Object.keys(known) } : {};
  if (items) return { ...rest, items: close(items) };
  if (additionalProperties) return { ...rest, additionalProperties: close(additionalProperties) };
  if (!properties) return { ...rest, ...examples };
  const inner = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, close(one)]));
  return { ...rest, properties: inner, additionalProperties: false };
}
