import type { PlatformClient } from "../platform/client.ts";
import { schemaRegistry } from "../platform/schema-registry.ts";
import type { ProvisionKind } from "./desired-object.ts";
import type { FarSide, KindHandler } from "./far-side.ts";
import { datasetHandler } from "./kinds/datasets.ts";
import { descriptorHandler } from "./kinds/descriptors.ts";
import { namespaceHandler } from "./kinds/namespaces.ts";
import { profileSchemaHandler } from "./kinds/profile-schemas.ts";
import { registryHandler } from "./kinds/registry-kinds.ts";

/** The services of one sandbox, one row for each kind of object. */
export async function platformFarSide(
  client: PlatformClient,
  others: Partial<Readonly<Record<ProvisionKind, KindHandler>>> = {},
): Promise<FarSide> {
  const handlers: Partial<Readonly<Record<ProvisionKind, KindHandler>>> = {
    namespace: namespaceHandler(client),
    "data-type": registryHandler(client, "data-type"),
    class: registryHandler(client, "class"),
    "field-group": registryHandler(client, "field-group"),
    schema: registryHandler(client, "schema"),
    descriptor: descriptorHandler(client, "descriptor"),
    label: descriptorHandler(client, "label"),
    "profile-schema": profileSchemaHandler(client),
    dataset: datasetHandler(client),
    ...others,
  };
  return {
    tenantId: await schemaRegistry(client).tenantId(),
    handler: (kind) => {
      const handler = handlers[kind];
      if (handler === undefined) throw new RangeError(`no service for ${kind}`);
      return handler;
    },
  };
}
