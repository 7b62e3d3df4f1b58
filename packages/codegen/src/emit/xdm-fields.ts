import { tenantField, referenceTo } from "../artefact.ts";
import type { SharedDecisions, StandardRow } from "../decisions.ts";
import { flattenPlan } from "../field-plan.ts";
import type { PlannedField } from "../field-plan.ts";
import { titleOf } from "../plain-text.ts";
import { xdmTypeOf } from "../conversions.ts";
import { arrayNode, described, objectNode, softEnumNode } from "../xdm.ts";
import type { XdmNode } from "../xdm.ts";
import type { PlannedResource } from "./model.ts";

/** The XDM node of a planned field; interfaces that are data types become references to them. */
function nodeOf(field: PlannedField, shared: SharedDecisions): XdmNode | undefined {
  const { plan } = field;
  switch (plan.kind) {
    case "left out":
      return undefined;
    case "value":
      return described(plan.node, field.title, field.description);
    case "object": {
      const type = dataTypeOf(plan.of, shared);
      const node = type === undefined ? propertiesOf(plan.children, shared) : { $ref: referenceTo(dataTypePath(type)) };
      return described(node, field.title, field.description);
    }
    case "array": {
      const type = dataTypeOf(plan.of, shared);
      const items =
        type === undefined ? propertiesOf(plan.children, shared) : { $ref: referenceTo(dataTypePath(type)) };
      return described(arrayNode(items), field.title, field.description);
    }
  }
}

/** An object with the nodes of some planned fields. */
export function propertiesOf(fields: PlannedField[], shared: SharedDecisions): XdmNode {
  const entries = fields.flatMap((field) => {
    const node = nodeOf(field, shared);
    return node ? [[field.name, node] as const] : [];
  });
  return objectNode(Object.fromEntries(entries));
}

/** The interface whose data type a field uses, if it is one. */
export function dataTypeOf(of: string | undefined, shared: SharedDecisions): string | undefined {
  return of !== undefined && Object.hasOwn(shared.dataTypes, of) ? of : undefined;
}

export function dataTypePath(of: string): string {
  return `xdm/data-types/${of.replaceAll(/([a-z])([A-Z])/g, "$1-$2").toLowerCase()}.json`;
}

/** The planned field that a standard row reads, for its documentation and known values. */
export function mirrored(row: StandardRow, resource: PlannedResource): PlannedField | undefined {
  return flattenPlan(resource.fields).find((field) => field.source === row.source && field.plan.kind !== "left out");
}

/** The node of a field of ours; title and description come from the row, else from the Stripe field it mirrors. */
export function standardNode(row: StandardRow, mirrored: PlannedField | undefined): XdmNode {
  const name = row.destination.split(".").at(-1) ?? row.destination;
  const known = mirrored?.plan.kind === "value" ? mirrored.plan.node["meta:enum"] : undefined;
  const base = xdmTypeOf(row);
  const values = row.values ?? (row.conversion === "string" && known ? Object.keys(known) : undefined);
  const node = values ? softEnumNode(values, titleOf) : base;
  return described(node, row.title ?? titleOf(name), row.description ?? mirrored?.description ?? titleOf(name));
}

/** The nodes of fields of ours that mirror no Stripe field, by name. */
export function standardNodes(rows: StandardRow[]): Record<string, XdmNode> {
  return Object.fromEntries(rows.map((row) => [row.destination.split(".").at(-1) ?? "", standardNode(row, undefined)]));
}

/** The definitions and allOf of a field group or class whose fields stand under the tenant. */
export function tenantFields(properties: Record<string, XdmNode>): {
  definitions: { customFields: XdmNode };
  allOf: { $ref: string; type: "object"; "meta:xdmType": "object" }[];
} {
  return {
    definitions: { customFields: objectNode({ [tenantField]: objectNode(properties) }) },
    allOf: [{ $ref: "#/definitions/customFields", type: "object", "meta:xdmType": "object" }],
  };
}
