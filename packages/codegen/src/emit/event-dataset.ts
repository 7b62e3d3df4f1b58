import { jsonArtefact, referenceTo, tenantField } from "../artefact.ts";
import type { Artefact } from "../artefact.ts";
import type { EventDecision } from "../decisions.ts";
import { described } from "../xdm.ts";
import type { XdmNode } from "../xdm.ts";
import { library } from "../xdm-library.ts";
import { labelDescriptors, rowLabels } from "./descriptors.ts";
import { datasetFolder } from "./model.ts";
import type { Model, PlannedResource } from "./model.ts";
import { eventRowSchema } from "./row-schema.ts";
import { mirrored, standardNode, standardNodes, tenantFields } from "./xdm-fields.ts";

const eventFieldGroupPath = "xdm/stripe-event/field-group.json";
const eventPrefix = `${tenantField}.stripe_event.`;

/** Field groups of a resource's event schema: ids of the library, or paths of ours. */
export function eventFieldGroups(resource: PlannedResource): string[] {
  return [
    eventFieldGroupPath,
    `${datasetFolder(resource.resource, "event")}/field-group.json`,
    library.identityMap,
    ...(usesCommerce(resource) ? [library.commerce] : []),
  ];
}

function usesCommerce(resource: PlannedResource): boolean {
  return (resource.decisions.event?.rows ?? []).some((row) => row.destination.startsWith("commerce."));
}

/** The fields of `stripe_event` that are one resource's own, as XDM nodes by name. */
function ownEventFields(resource: PlannedResource, event: EventDecision): Record<string, XdmNode> {
  const own = event.rows.filter((row) => row.destination.startsWith(eventPrefix));
  return Object.fromEntries(
    own.map((row) => [row.destination.slice(eventPrefix.length), standardNode(row, mirrored(row, resource))]),
  );
}

/** Field group, schema, descriptors and row schema of the facts of one resource. */
export function emitEventDataset(resource: PlannedResource, event: EventDecision, model: Model): Artefact[] {
  const folder = datasetFolder(resource.resource, "event");
  const { title, description } = model.decisions.shared.event;
  const fieldGroup = {
    type: "object",
    title: `${resource.decisions.title} Event Details`,
    description: `What a fact about a Stripe ${resource.decisions.object} says of it.`,
    "meta:intendedToExtend": [library.experienceEvent],
    ...tenantFields({
      stripe_event: described({ type: "object", properties: ownEventFields(resource, event) }, title, description),
    }),
  };
  const components = [library.experienceEvent, ...eventFieldGroups(resource)];
  const schema = {
    type: "object",
    title: event.title,
    description: event.description,
    allOf: components.map((component) => ({
      $ref: component.startsWith("https://") ? component : referenceTo(component),
    })),
  };
  return [
    jsonArtefact(`${folder}/field-group.json`, fieldGroup),
    jsonArtefact(`${folder}/schema.json`, schema),
    jsonArtefact(
      `${folder}/descriptors.json`,
      labelDescriptors(referenceTo(`${folder}/field-group.json`), rowLabels(event.rows)),
    ),
    jsonArtefact(`${folder}/row.schema.json`, eventRowSchema(resource, event, model)),
  ];
}

/** The field group that every event schema carries. */
export function emitEventFieldGroup(model: Model): Artefact {
  const { title, description, rows } = model.decisions.shared.event;
  const properties = standardNodes(rows);
  return jsonArtefact(eventFieldGroupPath, {
    type: "object",
    title,
    description,
    "meta:intendedToExtend": [library.experienceEvent],
    ...tenantFields({ stripe_event: described({ type: "object", properties }, title, description) }),
  });
}
