import type { PlatformClient } from "../../platform/client.ts";
import { schemaRegistry } from "../../platform/schema-registry.ts";
import type { KindHandler } from "../far-side.ts";
import { textOf, type Json } from "../json.ts";
import { isInUnion } from "./registry-kinds.ts";

/** Schemas that take part in Real-Time Customer Profile: a tag on the schema that nothing can take off again. */
export function profileSchemaHandler(client: PlatformClient): KindHandler {
  const registry = schemaRegistry(client);
  return {
    list: async () =>
      (await registry.listWhole("tenant", "schemas"))
        .filter((schema) => isInUnion(schema["meta:immutableTags"] as Json | undefined))
        .map(({ $id }) => ({ id: $id, kind: "profile-schema", naturalKey: $id, body: { schema: $id, tag: "union" } })),
    create: async (body) => {
      const schema = textOf(body.schema);
      await registry.patch("schemas", schema, [{ op: "add", path: "/meta:immutableTags", value: ["union"] }]);
      return schema;
    },
    change: () => Promise.resolve(),
  };
}
