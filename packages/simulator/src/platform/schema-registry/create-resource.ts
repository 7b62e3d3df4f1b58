import { copyOf, listIn, type JsonObject } from "../json.ts";
import type { Sandbox } from "../sandboxes.ts";
import type { Services } from "../services.ts";
import { checkComposition } from "./composition-rules.ts";
import type { RegistryErrors } from "./registry-errors.ts";
import { hasUnionTag, isRelational, resourceType, type RegistryResource, type ResourceKind } from "./resource.ts";
import { checkUnionPreconditions } from "./unions.ts";

/** Members that the Registry writes itself; on create they are ignored, on replace they are an error. */
export const readOnlyMembers = [
  "$id",
  "meta:altId",
  "meta:resourceType",
  "version",
  "refs",
  "imsOrg",
  "meta:extensible",
  "meta:abstract",
  "meta:xdmType",
  "meta:registryMetadata",
  "meta:class",
  "meta:containerId",
  "meta:sandboxId",
  "meta:sandboxType",
  "meta:tenantNamespace",
  "schemaType",
] as const;

/** Checks and stores a new component of the tenant; throws the refusal. */
export function createResource(
  kind: Exclude<ResourceKind, "behaviors">,
  given: JsonObject,
  client: string,
  sandbox: Sandbox,
  services: Services,
): RegistryResource {
  const { settings, ids, clock, registryErrors } = services;
  const hash = ids.hex(48);
  const resource: RegistryResource = {
    id: `https://ns.adobe.com/${settings.tenantId}/${resourceType(kind)}/${hash}`,
    altId: `_${settings.tenantId}.${resourceType(kind)}.${hash}`,
    kind,
    container: "tenant",
    version: "1.0",
    body: editableBody(kind, given),
    created: clock.now(),
    modified: clock.now(),
    eTag: ids.hex(64),
    createdClient: client,
    modifiedClient: client,
  };
  checkRelationalEntitlement(resource, services);
  checkComposition(resource, sandbox.registry.findById, `_${settings.tenantId}`, registryErrors);
  checkTitle(resource, sandbox, registryErrors);
  if (hasUnionTag(resource)) checkUnionPreconditions(resource, sandbox.registry, registryErrors);
  sandbox.registry.put(resource);
  recordAudit(resource, "add", "/", resource.body.title, client, sandbox, services);
  return resource;
}

/** What the author wrote, without what the Registry writes. */
export function editableBody(kind: ResourceKind, given: JsonObject): JsonObject {
  const body = copyOf(given);
  for (const member of readOnlyMembers) Reflect.deleteProperty(body, member);
  if (kind === "schemas") body.type ??= "object";
  const relational = listIn(body, "meta:extends").some((id) => String(id).endsWith("/adhoc-v2"));
  if (!relational && kind !== "classes") Reflect.deleteProperty(body, "meta:extends");
  return body;
}

function checkRelationalEntitlement(resource: RegistryResource, services: Services): void {
  if (!isRelational(resource) || services.settings.relational) return;
  throw services.registryErrors.error(
    "XDM-1600-403",
    "Forbidden",
    "This organization is not entitled to relational schemas (https://ns.adobe.com/xdm/data/adhoc-v2).",
  );
}

/** Titles are unique across all kinds of a sandbox. */
export function checkTitle(resource: RegistryResource, sandbox: Sandbox, errors: RegistryErrors): void {
  const twin = sandbox.registry
    .tenantResources()
    .find(({ id, body }) => id !== resource.id && body.title === resource.body.title);
  if (twin === undefined) return;
  throw errors.error(
    "XDM-1521-400",
    "Title not unique",
    `Object titles must be unique. An object ${twin.id} already exists with the same title.`,
  );
}

/** Writes one line of the audit log of a resource. */
export function recordAudit(
  resource: RegistryResource,
  action: string,
  path: string,
  value: unknown,
  client: string,
  sandbox: Sandbox,
  services: Services,
): void {
  sandbox.registry.auditLog.push({
    id: services.ids.uuid(),
    resourceId: resource.id,
    kind: resource.kind,
    client,
    time: services.clock.now(),
    updates: [{ action, path, ...(value === undefined ? {} : { value }) }],
  });
}
