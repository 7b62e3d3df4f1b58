import { jsonArtefact, referenceTo, tenantField } from "../artefact.ts";
import type { Artefact } from "../artefact.ts";
import { titleOf } from "../plain-text.ts";
import { placeNode } from "../xdm-tree.ts";
import { described, objectNode } from "../xdm.ts";
import type { XdmNode } from "../xdm.ts";
import { library } from "../xdm-library.ts";
import { objectDescriptors } from "./descriptors.ts";
import { datasetFolder } from "./model.ts";
import type { Model, PlannedResource } from "./model.ts";
import { objectRowSchema } from "./row-schema.ts";
import { mirrored, propertiesOf, standardNode, standardNodes, tenantFields } from "./xdm-fields.ts";

const recordFieldGroupPath = "xdm/stripe-record/field-group.json";

/** Where the classes and field groups of a resource's object dataset are: ids of the library, or paths of ours. */
export function objectComponents(resource: PlannedResource): { class: string; fieldGroups: string[] } {
  const folder = datasetFolder(resource.resource, "object");
  return {
    class: resource.decisions.class ?? `${folder}/class.json`,
    fieldGroups: [`${folder}/field-group.json`, recordFieldGroupPath, ...(resource.decisions.libraryFieldGroups ?? [])],
  };
}

/** A library id stays as it is, a path of ours becomes a reference. */
function componentReference(component: string): string {
  return component.startsWith("https://") ? component : referenceTo(component);
}

/** Class, field group, schema, descriptors and row schema of the faithful dataset of one resource. */
export function emitObjectDataset(resource: PlannedResource, model: Model): Artefact[] {
  const folder = datasetFolder(resource.resource, "object");
  const { class: owner, fieldGroups } = objectComponents(resource);
  const { title, pluralTitle, description } = resource.decisions;
  const data = propertiesOf(resource.fields, model.decisions.shared);
  const fieldGroup = {
    type: "object",
    title: `${title} Details`,
    description: `Every field of a Stripe ${resource.decisions.object}, under Stripe's own names.`,
    "meta:intendedToExtend": [componentReference(owner)],
    ...tenantFields({
      [`${resource.resource}_data`]: described(data, title, description),
      ...derivedObjects(resource),
    }),
  };
  const schema = {
    type: "object",
    title: pluralTitle,
    description,
    allOf: [owner, ...fieldGroups].map((component) => ({ $ref: componentReference(component) })),
  };
  const ownClass = { type: "object", title, description, allOf: [{ $ref: library.record }] };
  return [
    ...(resource.decisions.class === undefined ? [jsonArtefact(`${folder}/class.json`, ownClass)] : []),
    jsonArtefact(`${folder}/field-group.json`, fieldGroup),
    jsonArtefact(`${folder}/schema.json`, schema),
    jsonArtefact(`${folder}/descriptors.json`, objectDescriptors(resource, model)),
    jsonArtefact(`${folder}/row.schema.json`, objectRowSchema(resource, model)),
  ];
}

/** Objects of ours beside the mirrored one, when a preset adds rows under the tenant. */
function derivedObjects(resource: PlannedResource): Record<string, XdmNode> {
  const root = objectNode({});
  const own = resource.decisions.object_rows.filter((row) => row.destination.startsWith(`${tenantField}.`));
  for (const row of own) placeNode(root, row.destination, standardNode(row, mirrored(row, resource)), titleOf);
  return root.properties?.[tenantField]?.properties ?? {};
}

/** The field group that every object schema carries. An empty `meta:intendedToExtend` fits every class. */
export function emitRecordFieldGroup(model: Model): Artefact {
  const { title, description, rows } = model.decisions.shared.record;
  const properties = standardNodes(rows);
  const holder = described({ type: "object", properties }, title, description);
  return jsonArtefact(recordFieldGroupPath, {
    type: "object",
    title,
    description,
    "meta:intendedToExtend": [],
    ...tenantFields({ stripe_record: holder }),
  });
}
