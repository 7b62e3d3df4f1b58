import { copyOf, isObject, type JsonObject } from "../json.ts";
import type { PlatformSettings } from "../settings.ts";
import { closureOf, directReferences } from "./composition-rules.ts";
import { descriptorView } from "./descriptor-view.ts";
import { GLOBAL_LIBRARY_VERSION } from "./global-library.ts";
import type { Registry } from "./registry.ts";
import { isRelational, resourceType, type RegistryResource } from "./resource.ts";

/** Whose library is shown. */
export interface Owner {
  readonly settings: PlatformSettings;
  readonly sandboxId: string;
  readonly sandboxType: string;
}

/** A resource as one of the views of the Accept header shows it. */
export function resourceView(resource: RegistryResource, view: string, registry: Registry, owner: Owner): JsonObject {
  const full = view.startsWith("xed-full");
  const body = full ? withoutReferences(registry.merged(resource)) : copyOf(resource.body);
  const shown: JsonObject = {
    $id: resource.id,
    "meta:altId": resource.altId,
    "meta:resourceType": resourceType(resource.kind),
    version: resource.version,
    ...body,
    ...derivedMembers(resource, registry, owner),
  };
  if (view === "xed-full-desc") {
    shown["meta:descriptors"] = registry.descriptorsOf(resource.id).map((one) => descriptorView(one, owner));
  }
  if (view === "xed-deprecatefield") markDeprecated(shown, registry, resource.id);
  return view.includes("notext") ? withoutText(shown) : shown;
}

/** `{title, $id, meta:altId, version}`: one element of an `xed-id` list. */
export function resourceSummary(resource: RegistryResource): JsonObject {
  return { $id: resource.id, "meta:altId": resource.altId, version: resource.version, title: resource.body.title };
}

/** `$id` of the class that a schema is based on; undefined for anything else. */
export function classOf(resource: RegistryResource, registry: Registry): RegistryResource | undefined {
  if (resource.kind !== "schemas") return undefined;
  return directReferences(resource.body)
    .map((id) => registry.findById(id))
    .find((part) => part?.kind === "classes");
}

function derivedMembers(resource: RegistryResource, registry: Registry, owner: Owner): JsonObject {
  const isSchema = resource.kind === "schemas";
  const metadata: JsonObject = {
    "repo:createdDate": resource.created,
    "repo:lastModifiedDate": resource.modified,
    "xdm:createdClientId": resource.createdClient,
    "xdm:lastModifiedClientId": resource.modifiedClient,
    "xdm:createdUserId": `${resource.createdClient}@techacct.adobe.com`,
    "xdm:lastModifiedUserId": `${resource.modifiedClient}@techacct.adobe.com`,
    eTag: resource.eTag,
    "meta:globalLibVersion": GLOBAL_LIBRARY_VERSION,
  };
  const shared: JsonObject = {
    "meta:extensible": !isSchema,
    "meta:abstract": !isSchema,
    "meta:xdmType": "object",
    "meta:registryMetadata": metadata,
    "meta:containerId": resource.container,
  };
  if (resource.container === "global") return shared;
  return {
    ...shared,
    refs: directReferences(resource.body),
    imsOrg: owner.settings.imsOrg,
    "meta:extends": closureOf(resource, registry.findById),
    ...(isSchema ? schemaMembers(resource, registry) : {}),
    "meta:sandboxId": owner.sandboxId,
    "meta:sandboxType": owner.sandboxType,
    "meta:tenantNamespace": `_${owner.settings.tenantId}`,
  };
}

function schemaMembers(resource: RegistryResource, registry: Registry): JsonObject {
  if (isRelational(resource)) return { schemaType: "adhoc-v2" };
  return { "meta:class": classOf(resource, registry)?.id, schemaType: "standard" };
}

function withoutReferences(merged: JsonObject): JsonObject {
  const { definitions: _definitions, allOf: _allOf, ...shown } = copyOf(merged);
  return shown;
}

function withoutText(node: unknown): JsonObject {
  const stripped = JSON.parse(
    JSON.stringify(node, (name, value: unknown) =>
      (name === "title" || name === "description") && typeof value === "string" ? undefined : value,
    ),
  ) as JsonObject;
  return stripped;
}

/** Fields with a deprecation descriptor carry `meta:status: deprecated` in this view. */
function markDeprecated(shown: JsonObject, registry: Registry, schemaId: string): void {
  for (const { body } of registry.descriptorsOf(schemaId)) {
    if (body["@type"] !== "xdm:descriptorDeprecated" || typeof body["xdm:sourceProperty"] !== "string") continue;
    const field = fieldBelow(shown, body["xdm:sourceProperty"].split("/").slice(1));
    if (field !== undefined) field["meta:status"] = "deprecated";
  }
}

function fieldBelow(node: JsonObject, steps: readonly string[]): JsonObject | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return node;
  for (const holder of [node, ...Object.values(isObject(node.definitions) ? node.definitions : {})]) {
    const child = isObject(holder) && isObject(holder.properties) ? holder.properties[step] : undefined;
    if (isObject(child)) return fieldBelow(child, rest);
  }
  return undefined;
}
