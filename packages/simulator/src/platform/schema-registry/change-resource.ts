import jsonPatch, { type Operation } from "fast-json-patch";
import { canonicalJson, copyOf, isObject, textsIn, type JsonObject } from "../json.ts";
import type { Call } from "../router.ts";
import type { Sandbox } from "../sandboxes.ts";
import type { Services } from "../services.ts";
import { breakingChange } from "./compatibility.ts";
import { checkComposition, directReferences, mergeRefusal } from "./composition-rules.ts";
import { checkTitle, editableBody, readOnlyMembers, recordAudit } from "./create-resource.ts";
import { mergeComponent } from "./merged-schema.ts";
import { resourceView } from "./resource-view.ts";
import { hasUnionTag, type FindResource, type RegistryResource } from "./resource.ts";
import { ownerOf } from "./resource-routes.ts";
import { checkUnionPreconditions } from "./unions.ts";

/** PATCH: a JSON Patch (RFC 6902) on the resource as the Registry shows it. */
export function patchResource(
  resource: RegistryResource,
  patch: unknown,
  call: Call,
  services: Services,
): RegistryResource {
  const { registryErrors: errors } = services;
  if (!Array.isArray(patch) || patch.length === 0 || !patch.every(isOperation)) {
    throw errors.error(
      "XDM-1600-400",
      "Invalid patch",
      "The request body must be a JSON Patch array with at least one operation.",
    );
  }
  const shown = copyOf(resourceView(resource, "xed", call.sandbox.registry, ownerOf(call, services)));
  // The documented way to add a field group writes meta:extends too, which the Registry derives by itself.
  const operations = patch.filter((operation: Operation) => !operation.path.startsWith("/meta:extends"));
  const patched = applyOperations(shown, operations, services);
  const body = editableBody(resource.kind, { ...patched, ...keptExtends(resource) });
  if (canonicalJson(body) === canonicalJson(editableBody(resource.kind, resource.body))) {
    throw errors.error("XDM-1600-400", "Invalid patch", "The patch does not change the resource.");
  }
  const changed = storeChange(resource, body, call, services);
  for (const operation of operations) {
    recordAudit(
      changed,
      operation.op,
      operation.path,
      "value" in operation ? operation.value : undefined,
      call.client,
      call.sandbox,
      services,
    );
  }
  return changed;
}

/** PUT: everything that POST requires, and nothing that the Registry writes. */
export function replaceResource(
  resource: RegistryResource,
  given: JsonObject,
  call: Call,
  services: Services,
): RegistryResource {
  const { registryErrors: errors } = services;
  const forbidden = [...readOnlyMembers, "meta:extends"].filter(
    (member) => given[member] !== undefined && canonicalJson(given[member]) !== canonicalJson(resource.body[member]),
  );
  if (forbidden.length > 0) {
    throw errors.error(
      "XDM-1500-400",
      "Read-only property",
      `The request contains read-only properties: ${forbidden.join(", ")}`,
    );
  }
  const body = editableBody(resource.kind, { ...given, ...keptExtends(resource) });
  if (canonicalJson(body["meta:immutableTags"] ?? []) !== canonicalJson(resource.body["meta:immutableTags"] ?? [])) {
    if (hasUnionTag(resource)) throw breaking(resource, "the union tag cannot be removed", services);
  }
  const changed = storeChange(resource, body, call, services);
  recordAudit(changed, "replace", "/", undefined, call.client, call.sandbox, services);
  return changed;
}

/** DELETE: refused while anything uses the resource. */
export function deleteResource(resource: RegistryResource, call: Call, services: Services): void {
  const datasets = call.sandbox.catalog.datasetsOfSchema(resource.id).map(({ id }) => id);
  if (datasets.length > 0)
    throw breaking(resource, `the schema is used by the datasets ${datasets.join(", ")}`, services);
  if (hasUnionTag(resource)) throw breaking(resource, "the schema is enabled for Profile", services);
  const users = dependants(resource, call.sandbox).map(({ id }) => id);
  if (users.length > 0) throw breaking(resource, `it is used by ${users.join(", ")}`, services);
  call.sandbox.registry.remove(resource);
  recordAudit(resource, "remove", "/", undefined, call.client, call.sandbox, services);
}

function storeChange(resource: RegistryResource, body: JsonObject, call: Call, services: Services): RegistryResource {
  const { settings, registryErrors: errors, clock, ids } = services;
  const { registry } = call.sandbox;
  const [major = "1", minor = "0"] = resource.version.split(".");
  const changed: RegistryResource = {
    ...resource,
    body,
    version: `${major}.${Number(minor) + 1}`,
    modified: clock.now(),
    modifiedClient: call.client,
    eTag: ids.hex(64),
  };
  const findAfter: FindResource = (id) => (id === changed.id ? changed : registry.findById(id));
  checkComposition(changed, findAfter, `_${settings.tenantId}`, errors);
  checkTitle(changed, call.sandbox, errors);
  checkEvolution(changed, findAfter, call.sandbox, services);
  if (hasUnionTag(changed) && !hasUnionTag(resource)) {
    checkUnionPreconditions(changed, registry, errors);
  }
  registry.put(changed);
  return changed;
}

/** Every schema that the change reaches must still merge, and in-use schemas may only grow. */
function checkEvolution(
  changed: RegistryResource,
  findAfter: FindResource,
  sandbox: Sandbox,
  services: Services,
): void {
  const reached = [changed, ...transitiveDependants(changed, sandbox)];
  for (const affected of reached) {
    try {
      const after = mergeComponent(affected.id === changed.id ? changed : affected, findAfter);
      const before = sandbox.registry.findById(affected.id);
      if (affected.kind !== "schemas" || before === undefined || !isInUse(before, sandbox)) continue;
      const problem =
        classChange(before, affected.id === changed.id ? changed : affected, findAfter) ??
        breakingChange(mergeComponent(before, sandbox.registry.findById), after);
      if (problem !== undefined) throw breaking(affected, problem, services);
    } catch (error) {
      throw mergeRefusal(error, services.registryErrors);
    }
  }
}

function classChange(before: RegistryResource, after: RegistryResource, find: FindResource): string | undefined {
  const classes = (one: RegistryResource): string =>
    directReferences(one.body)
      .filter((id) => find(id)?.kind === "classes")
      .join();
  return classes(before) === classes(after) ? undefined : "the class of a schema cannot change";
}

/** Data has been ingested for the schema, or it is enabled for Profile. */
function isInUse(schema: RegistryResource, sandbox: Sandbox): boolean {
  return hasUnionTag(schema) || sandbox.catalog.datasetsOfSchema(schema.id).some(({ hasData }) => hasData);
}

/** Resources whose `allOf` or fields refer to this one. */
function dependants(resource: RegistryResource, sandbox: Sandbox): RegistryResource[] {
  const quoted = JSON.stringify(resource.id);
  return sandbox.registry
    .tenantResources()
    .filter((other) => other.id !== resource.id && JSON.stringify(other.body).includes(quoted));
}

function transitiveDependants(resource: RegistryResource, sandbox: Sandbox): RegistryResource[] {
  const found = new Map<string, RegistryResource>();
  const visit = (current: RegistryResource): void => {
    for (const dependant of dependants(current, sandbox)) {
      if (found.has(dependant.id) || dependant.id === resource.id) continue;
      found.set(dependant.id, dependant);
      visit(dependant);
    }
  };
  visit(resource);
  return [...found.values()];
}

function breaking(resource: RegistryResource, why: string, services: Services): Error {
  return services.registryErrors.error(
    "XDM-1547-400",
    "Breaking change",
    `The change to ${resource.id} (${String(resource.body.title)}) is not allowed: ${why}`,
  );
}

function keptExtends(resource: RegistryResource): JsonObject {
  const kept = textsIn(resource.body, "meta:extends");
  return kept.length > 0 ? { "meta:extends": kept } : {};
}

function isOperation(value: unknown): value is Operation {
  return isObject(value) && typeof value.op === "string" && typeof value.path === "string";
}

function applyOperations(shown: JsonObject, operations: readonly Operation[], services: Services): JsonObject {
  try {
    return jsonPatch.applyPatch(shown, [...operations], true, false).newDocument;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
    throw services.registryErrors.error("XDM-1600-400", "Invalid patch", `The patch cannot be applied: ${reason}`);
  }
}
