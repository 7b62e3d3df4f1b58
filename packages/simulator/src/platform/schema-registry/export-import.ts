import { copyOf, isObject, textsIn, type JsonObject } from "../json.ts";
import { Refusal } from "../exchange.ts";
import type { Call } from "../router.ts";
import type { Services } from "../services.ts";
import { createResource, readOnlyMembers } from "./create-resource.ts";
import { resourceType, type RegistryResource, type ResourceKind } from "./resource.ts";

const PLACEHOLDER = "<XDM_TENANTID_PLACEHOLDER>";
const order: readonly ResourceKind[] = ["datatypes", "classes", "fieldgroups", "schemas"];

/** The resource and everything of the tenant that it builds on, the tenant's name replaced by a placeholder. */
export function exportResource(resource: RegistryResource, call: Call, services: Services): unknown {
  const { registry } = call.sandbox;
  const found = new Map<string, RegistryResource>();
  const visit = (current: RegistryResource): void => {
    if (found.has(current.id)) return;
    found.set(current.id, current);
    const text = JSON.stringify(current.body);
    for (const other of registry.tenantResources()) if (text.includes(JSON.stringify(other.id))) visit(other);
  };
  visit(resource);
  const exported = [...found.values()]
    .sort((first, second) => order.indexOf(first.kind) - order.indexOf(second.kind))
    .map(({ id, altId, kind, version, body }) => ({
      $id: id,
      "meta:altId": altId,
      "meta:resourceType": resourceType(kind),
      version,
      ...body,
    }));
  const { tenantId } = services.settings;
  return JSON.parse(
    JSON.stringify(exported)
      .replaceAll(`https://ns.adobe.com/${tenantId}/`, `https://ns.adobe.com/${PLACEHOLDER}/`)
      .replaceAll(`"_${tenantId}.`, `"_${PLACEHOLDER}.`)
      .replaceAll(`"_${tenantId}"`, `"_${PLACEHOLDER}"`),
  );
}

/** Creates what an export holds; a title that is taken fails the import. */
export function importResources(given: unknown, call: Call, services: Services): RegistryResource[] {
  const { registryErrors: errors, settings } = services;
  if (!Array.isArray(given) || !given.every(isObject))
    throw errors.invalid("The request body must be an array of exported resources.");
  const adopted = JSON.parse(JSON.stringify(given).replaceAll(PLACEHOLDER, settings.tenantId)) as JsonObject[];
  const kindOf = (one: JsonObject): ResourceKind | undefined =>
    order.find((kind) => resourceType(kind) === one["meta:resourceType"]);
  const sorted = adopted.toSorted(
    (first, second) => order.indexOf(kindOf(first) ?? "schemas") - order.indexOf(kindOf(second) ?? "schemas"),
  );
  const created: RegistryResource[] = [];
  let ids = new Map<string, string>();
  for (const one of sorted) {
    const kind = kindOf(one);
    if (kind === undefined || kind === "behaviors")
      throw failed(`unknown meta:resourceType ${String(one["meta:resourceType"])}`, services);
    const body = renamed(one, ids);
    try {
      const resource = createResource(kind, body, call.client, call.sandbox, services);
      ids = new Map([...ids, [String(one.$id), resource.id]]);
      created.push(resource);
    } catch (error) {
      for (const resource of created) call.sandbox.registry.remove(resource);
      throw failed(error instanceof Refusal ? detailOf(error) : String(error), services);
    }
  }
  return created;
}

/** Without what the Registry writes, and with references to what has been created before it. */
function renamed(one: JsonObject, ids: ReadonlyMap<string, string>): JsonObject {
  const body = copyOf(one);
  for (const member of readOnlyMembers) Reflect.deleteProperty(body, member);
  if (textsIn(one, "meta:extends").length > 0) body["meta:extends"] = one["meta:extends"];
  let text = JSON.stringify(body);
  for (const [before, after] of ids) text = text.replaceAll(JSON.stringify(before), JSON.stringify(after));
  return JSON.parse(text) as JsonObject;
}

function failed(why: string, services: Services): Refusal {
  return services.registryErrors.error("XDM-3005-400", "Import Resource Failed", `The import has failed: ${why}`);
}

function detailOf(refusal: Refusal): string {
  return isObject(refusal.body) && typeof refusal.body.detail === "string" ? refusal.body.detail : refusal.message;
}
