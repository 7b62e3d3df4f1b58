import { isObject, type JsonObject } from "../json.ts";
import { directReferences } from "./composition-rules.ts";
import { mergeComponent } from "./merged-schema.ts";
import type { Registry } from "./registry.ts";
import type { RegistryErrors } from "./registry-errors.ts";
import { hasUnionTag, type RegistryResource } from "./resource.ts";
import { classOf, type Owner } from "./resource-view.ts";

const IDENTITY_MAP = "https://ns.adobe.com/xdm/context/identitymap";

/** What a schema needs before it may take part in Profile; throws the refusal. */
export function checkUnionPreconditions(resource: RegistryResource, registry: Registry, errors: RegistryErrors): void {
  const refuse = (code: string, detail: string): never => {
    throw errors.error(code, "Union descriptor validation error", detail);
  };
  const descriptors = registry.descriptorsOf(resource.id);
  const hasPrimary = descriptors.some(
    ({ body }) => body["@type"] === "xdm:descriptorIdentity" && body["xdm:isPrimary"] === true,
  );
  if (!hasPrimary && !hasIdentityMap(resource, registry)) {
    refuse(
      "XDM-1528-400",
      `The schema ${resource.id} needs a primary identity descriptor or the identityMap field group to be enabled for union.`,
    );
  }
  for (const { body } of descriptors.filter((one) => one.body["@type"] === "xdm:descriptorOneToOne")) {
    const reference = descriptors.find(
      (one) =>
        one.body["@type"] === "xdm:descriptorReferenceIdentity" &&
        one.body["xdm:sourceProperty"] === body["xdm:sourceProperty"],
    );
    if (reference === undefined) {
      refuse(
        "XDM-1526-400",
        `The relationship on ${String(body["xdm:sourceProperty"])} needs a reference identity descriptor.`,
      );
    } else if (
      reference.body["xdm:identityNamespace"] !== primaryNamespace(String(body["xdm:destinationSchema"]), registry)
    ) {
      refuse(
        "XDM-1527-400",
        `The reference identity on ${String(body["xdm:sourceProperty"])} must have the namespace of the destination's primary identity.`,
      );
    }
  }
}

function primaryNamespace(schemaId: string, registry: Registry): unknown {
  return registry
    .descriptorsOf(schemaId)
    .find(({ body }) => body["@type"] === "xdm:descriptorIdentity" && body["xdm:isPrimary"] === true)?.body[
    "xdm:namespace"
  ];
}

function hasIdentityMap(resource: RegistryResource, registry: Registry): boolean {
  if (directReferences(resource.body).includes(IDENTITY_MAP)) return true;
  const merged = mergeComponent(resource, registry.findById);
  return isObject(merged.properties) && merged.properties.identityMap !== undefined;
}

/** The union schemas of a sandbox: one for each class that a union-tagged schema is based on. */
export function unionsOf(
  registry: Registry,
): { readonly classResource: RegistryResource; readonly schemas: RegistryResource[] }[] {
  const byClass = new Map<string, { classResource: RegistryResource; schemas: RegistryResource[] }>();
  for (const schema of registry.list("tenant", "schemas").filter(hasUnionTag)) {
    const classResource = classOf(schema, registry);
    if (classResource === undefined) continue;
    const union = byClass.get(classResource.id) ?? { classResource, schemas: [] };
    union.schemas.push(schema);
    byClass.set(classResource.id, union);
  }
  return [...byClass.values()];
}

/** A union as lookup and list show it: the class and the field groups of every schema in it. */
export function unionView(
  union: { readonly classResource: RegistryResource; readonly schemas: readonly RegistryResource[] },
  view: string,
  registry: Registry,
  owner: Owner,
): JsonObject {
  const { classResource, schemas } = union;
  const parts = [...new Set(schemas.flatMap((schema) => directReferences(schema.body)))];
  const allOf = parts.map(($ref) => ({ $ref, type: "object", "meta:xdmType": "object" }));
  const shown: JsonObject = {
    $id: `${classResource.id}__union`,
    "meta:altId": `${classResource.altId}__union`,
    "meta:resourceType": "unions",
    version: "1.0",
    title: classResource.body.title,
    type: "object",
    description: classResource.body.description,
    "meta:xdmType": "object",
    "meta:class": classResource.id,
    "meta:containerId": "tenant",
    imsOrg: owner.settings.imsOrg,
    "meta:sandboxId": owner.sandboxId,
    "meta:sandboxType": owner.sandboxType,
    "meta:tenantNamespace": `_${owner.settings.tenantId}`,
  };
  if (!view.startsWith("xed-full")) return { ...shown, allOf };
  const id = `${classResource.id}__union`;
  const whole = mergeComponent({ ...classResource, id, body: { ...shown, allOf } }, registry.findById);
  return { ...shown, properties: whole.properties, required: whole.required };
}
