import type { PlatformClient } from "../../platform/client.ts";
import { schemaRegistry, type RegistryKind } from "../../platform/schema-registry.ts";
import type { ProvisionKind } from "../desired-object.ts";
import type { KindHandler } from "../far-side.ts";
import type { Json, JsonObject } from "../json.ts";

/** Data types, classes, field groups and schemas: one service, four collections. */
export const registryCollections = {
  "data-type": "datatypes",
  class: "classes",
  "field-group": "fieldgroups",
  schema: "schemas",
} as const satisfies Partial<Record<ProvisionKind, RegistryKind>>;

export function registryHandler(client: PlatformClient, kind: keyof typeof registryCollections): KindHandler {
  const registry = schemaRegistry(client);
  const collection = registryCollections[kind];
  return {
    list: async () =>
      (await registry.listWhole("tenant", collection)).map((resource) => ({
        id: resource.$id,
        kind,
        naturalKey: resource.title,
        body: resource as unknown as JsonObject,
        // What is in Profile may only grow, with or without data.
        hasData: isInUnion(resource["meta:immutableTags"] as Json | undefined),
      })),
    create: async (body) => (await registry.create(collection, body)).$id,
    change: async (body, observed, differences) => {
      const operations = differences.flatMap(({ operation }) => (operation === undefined ? [] : [operation]));
      // What no patch can say is said by the whole body; that passes only while there is no data.
      if (operations.length === differences.length) await registry.patch(collection, observed.id, operations);
      else await registry.replace(collection, observed.id, body);
    },
    remove: (id) => registry.remove(collection, id),
  };
}

export function isInUnion(tags: Json | undefined): boolean {
  return Array.isArray(tags) && tags.includes("union");
}
