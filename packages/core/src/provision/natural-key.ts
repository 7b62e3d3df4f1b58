import type { ProvisionKind } from "./desired-object.ts";
import { textOf, type JsonObject } from "./json.ts";

const byTitle = (body: JsonObject): string => textOf(body.title);
const byName = (body: JsonObject): string => textOf(body.name);

/** What makes an object the same one although its id is not known; the body has its references resolved. */
const naturalKeys: Readonly<Record<ProvisionKind, (body: JsonObject) => string>> = {
  namespace: (body) => textOf(body.code),
  "data-type": byTitle,
  class: byTitle,
  "field-group": byTitle,
  schema: byTitle,
  descriptor: descriptorKey,
  label: descriptorKey,
  "profile-schema": (body) => textOf(body.schema),
  dataset: byName,
  "mapping-set": byName,
  "base-connection": byName,
  "source-connection": byName,
  "target-connection": byName,
  flow: byName,
  "webhook-endpoint": (body) => textOf(body.url),
};

export function naturalKeyOf(kind: ProvisionKind, body: JsonObject): string {
  return naturalKeys[kind](body);
}

/** A field carries one descriptor of each type; identities also differ by namespace, relationships by their target. */
function descriptorKey(body: JsonObject): string {
  const members = ["@type", "xdm:sourceSchema", "xdm:sourceProperty", "xdm:namespace", "xdm:destinationSchema"];
  return members.map((member) => textOf(body[member])).join(" ");
}
