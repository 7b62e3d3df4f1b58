import type { JsonObject } from "../json.ts";
import type { Descriptor } from "./descriptor.ts";
import type { Owner } from "./resource-view.ts";

/** A descriptor as POST returns it and lists show it. */
export function descriptorView(descriptor: Descriptor, owner: Owner): JsonObject {
  return {
    "@id": descriptor.id,
    ...descriptor.body,
    version: "1",
    imsOrg: owner.settings.imsOrg,
    "meta:containerId": "tenant",
    "meta:sandboxId": owner.sandboxId,
    "meta:sandboxType": owner.sandboxType,
  };
}

/** A descriptor as GET of one shows it: with who wrote it and when, in milliseconds. */
export function descriptorDetail(descriptor: Descriptor, owner: Owner): JsonObject {
  const user = `${descriptor.client}@techacct.adobe.com`;
  return {
    ...descriptorView(descriptor, owner),
    createdUser: user,
    createdClient: descriptor.client,
    updatedUser: user,
    created: descriptor.created,
    updated: descriptor.updated,
  };
}
