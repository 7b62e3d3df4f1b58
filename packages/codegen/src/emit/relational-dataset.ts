import { jsonArtefact, referenceTo } from "../artefact.ts";
import type { Artefact } from "../artefact.ts";
import { library } from "../xdm-library.ts";
import { identityDescriptor } from "./descriptors.ts";
import type { Descriptor } from "./descriptors.ts";
import { datasetFolder } from "./model.ts";
import type { Model, PlannedResource } from "./model.ts";
import { relationalColumns, versionColumn } from "./relational-columns.ts";
import { relationalRowSchema } from "./row-schema.ts";

/** Schema, descriptors and row schema of the flat rendering: one current row for each object, for sandboxes that have it. */
export function emitRelationalDataset(resource: PlannedResource, model: Model): Artefact[] {
  const folder = datasetFolder(resource.resource, "relational");
  const { properties, required } = relationalColumns(resource);
  const schema = {
    type: "object",
    title: `${resource.decisions.pluralTitle} (relational)`,
    description: `${resource.decisions.description} One current row for each object.`,
    definitions: { customFields: { type: "object", properties, required } },
    allOf: [{ $ref: "#/definitions/customFields", "meta:xdmType": "object" }],
    "meta:extends": [library.relational],
    "meta:behaviorType": "record",
  };
  return [
    jsonArtefact(`${folder}/schema.json`, schema),
    jsonArtefact(`${folder}/descriptors.json`, relationalDescriptors(resource, model)),
    jsonArtefact(`${folder}/row.schema.json`, relationalRowSchema(resource)),
  ];
}

/** A dataset is refused while the version descriptor is missing, so primary key and version come first. */
function relationalDescriptors(resource: PlannedResource, model: Model): Descriptor[] {
  const schemaOf = (name: string): string => referenceTo(`${datasetFolder(name, "relational")}/schema.json`);
  const schema = schemaOf(resource.resource);
  const own = { "xdm:sourceSchema": schema, "xdm:sourceVersion": 1 };
  const known = new Set(model.resources.map((other) => other.resource));
  const relationships = resource.decisions.relationships.filter(
    ({ field, to }) => !field.includes(".") && known.has(to),
  );
  return [
    { "@type": "xdm:descriptorPrimaryKey", ...own, "xdm:sourceProperty": "/id" },
    { "@type": "xdm:descriptorVersion", ...own, "xdm:sourceProperty": `/${versionColumn}` },
    identityDescriptor(schema, "/id", resource.decisions.identity),
    ...relationships.map(({ field, to }) => ({
      "@type": "xdm:descriptorRelationship",
      ...own,
      "xdm:sourceProperty": `/${field}`,
      "xdm:destinationSchema": schemaOf(to),
      "xdm:destinationVersion": 1,
      "xdm:destinationProperty": "/id",
      "xdm:cardinality": "M:1",
    })),
  ];
}
