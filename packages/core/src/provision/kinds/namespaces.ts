import type { PlatformClient } from "../../platform/client.ts";
import { identityNamespaces, type NewIdentityNamespace } from "../../platform/identity-namespaces.ts";
import type { KindHandler } from "../far-side.ts";
import type { JsonObject } from "../json.ts";

/** Identity namespaces: shared by the whole organisation, and there for ever. */
export function namespaceHandler(client: PlatformClient): KindHandler {
  const namespaces = identityNamespaces(client);
  return {
    list: async () =>
      (await namespaces.list()).map((namespace) => ({
        id: String(namespace.id),
        kind: "namespace",
        naturalKey: namespace.code,
        body: namespace as unknown as JsonObject,
      })),
    create: async (body) => String((await namespaces.create(body as unknown as NewIdentityNamespace)).id),
    change: (body, observed) => namespaces.update(Number(observed.id), body as unknown as NewIdentityNamespace),
  };
}
