import type { PlatformClient } from "../../platform/client.ts";
import { schemaRegistry } from "../../platform/schema-registry.ts";
import type { KindHandler } from "../far-side.ts";
import type { JsonObject } from "../json.ts";
import { naturalKeyOf } from "../natural-key.ts";

/** What the Registry knows about fields besides their type: identities, relationships, keys, and the labels of governance. */
export function descriptorHandler(client: PlatformClient, kind: "descriptor" | "label"): KindHandler {
  const registry = schemaRegistry(client);
  return {
    list: async () =>
      (await registry.descriptors.list())
        .filter((descriptor) => (descriptor["@type"] === "xdm:descriptorLabel") === (kind === "label"))
        .map((descriptor) => {
          const body = descriptor as unknown as JsonObject;
          return { id: descriptor["@id"], kind, naturalKey: naturalKeyOf(kind, body), body };
        }),
    create: async (body) => (await registry.descriptors.create(body))["@id"],
    change: (body, observed) => registry.descriptors.replace(observed.id, { ...body, "@id": observed.id }),
    remove: (id) => registry.descriptors.remove(id),
  };
}
