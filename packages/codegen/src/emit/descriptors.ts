import { referenceTo, tenantField } from "../artefact.ts";
import { flattenPlan } from "../field-plan.ts";
import type { PlannedField } from "../field-plan.ts";
import type { StandardRow } from "../decisions.ts";
import { datasetFolder } from "./model.ts";
import type { Model, PlannedResource } from "./model.ts";

/** The exact body of one POST to /tenant/descriptors. */
export type Descriptor = { "@type": string } & Record<string, unknown>;

/** Identity, relationships and labels of an object schema, in the order to post. */
export function objectDescriptors(resource: PlannedResource, model: Model): Descriptor[] {
  const folder = datasetFolder(resource.resource, "object");
  const schema = referenceTo(`${folder}/schema.json`);
  const pointer = dataPointer(resource.resource);
  return [
    identityDescriptor(schema, `${pointer}/id`, resource.decisions.identity),
    ...relationshipDescriptors(resource, model),
    ...labelDescriptors(referenceTo(`${folder}/field-group.json`), fieldLabels(resource.fields, pointer)),
  ];
}

function dataPointer(resource: string): string {
  return `/${tenantField}/${resource}_data`;
}

export function identityDescriptor(schema: string, property: string, namespace: string): Descriptor {
  return {
    "@type": "xdm:descriptorIdentity",
    "xdm:sourceSchema": schema,
    "xdm:sourceVersion": 1,
    "xdm:sourceProperty": property,
    "xdm:namespace": namespace,
    "xdm:property": "xdm:code",
    "xdm:isPrimary": true,
  };
}

/** A relationship needs the reference identity of its field first. Every schema must exist before any of these is posted. */
function relationshipDescriptors(resource: PlannedResource, model: Model): Descriptor[] {
  const schema = referenceTo(`${datasetFolder(resource.resource, "object")}/schema.json`);
  return resource.decisions.relationships.flatMap(({ field, to, name, reverseName }): Descriptor[] => {
    const target = model.resources.find((other) => other.resource === to);
    if (!target) return [];
    const property = `${dataPointer(resource.resource)}/${field.replaceAll(".", "/")}`;
    const common = { "xdm:sourceSchema": schema, "xdm:sourceVersion": 1, "xdm:sourceProperty": property };
    return [
      { "@type": "xdm:descriptorReferenceIdentity", ...common, "xdm:identityNamespace": target.decisions.identity },
      {
        "@type": "xdm:descriptorRelationship",
        ...common,
        "xdm:destinationSchema": referenceTo(`${datasetFolder(to, "object")}/schema.json`),
        "xdm:destinationVersion": 1,
        "xdm:destinationProperty": `${dataPointer(to)}/id`,
        "xdm:destinationNamespace": target.decisions.identity,
        "xdm:cardinality": "M:1",
        ...relationshipNames(name, reverseName),
      },
    ];
  });
}

function relationshipNames(name: string, reverseName: string): Record<string, string> {
  return {
    "xdm:sourceToDestinationName": camelCase(name),
    "xdm:sourceToDestinationTitle": name,
    "xdm:destinationToSourceName": camelCase(reverseName),
    "xdm:destinationToSourceTitle": reverseName,
  };
}

function camelCase(words: string): string {
  const joined = words.replaceAll(/\s+(\w)/g, (_, letter: string) => letter.toUpperCase());
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}

/** Labels by pointer over data; a pointer cannot name the elements of an array, so the array carries their labels. */
function fieldLabels(fields: PlannedField[], pointer: string): Map<string, string[]> {
  const labels = new Map<string, string[]>();
  for (const field of flattenPlan(fields)) {
    if (field.plan.kind !== "value" || field.labels.length === 0) continue;
    addLabels(labels, `${pointer}/${labelledPath(field.destination)}`, field.labels);
  }
  return labels;
}

function labelledPath(destination: string): string {
  return (destination.split("[*]")[0] ?? destination).replaceAll(".", "/");
}

function addLabels(labels: Map<string, string[]>, pointer: string, added: string[]): void {
  labels.set(pointer, [...new Set([...(labels.get(pointer) ?? []), ...added])].sort());
}

/** Labels of fields of ours, by pointer. */
export function rowLabels(rows: StandardRow[]): Map<string, string[]> {
  const labels = new Map<string, string[]>();
  for (const row of rows.filter((one) => one.labels)) {
    addLabels(labels, `/${labelledPath(row.destination)}`, row.labels ?? []);
  }
  return labels;
}

/** One label descriptor for each labelled field; its source schema is the field group, not the schema. */
export function labelDescriptors(fieldGroup: string, labels: Map<string, string[]>): Descriptor[] {
  return [...labels].map(([property, names]) => ({
    "@type": "xdm:descriptorLabel",
    "xdm:sourceSchema": fieldGroup,
    "xdm:sourceVersion": 1,
    "xdm:sourceProperty": property,
    "xdm:labels": names.map((name) => `core/${name}`),
  }));
}
