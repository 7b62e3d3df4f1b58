import { isObject, listIn, textsIn, type JsonObject } from "../json.ts";
import type { Refusal } from "../exchange.ts";
import { brokenFieldRule } from "./field-rules.ts";
import { mergeComponent, MergeConflict, UnresolvedReference } from "./merged-schema.ts";
import type { RegistryErrors } from "./registry-errors.ts";
import { isRelational, type FindResource, type RegistryResource, type ResourceKind } from "./resource.ts";
import { fillXdmTypes } from "./xdm-types.ts";

const required: Readonly<Record<ResourceKind, readonly string[]>> = {
  behaviors: [],
  classes: ["type", "title", "description", "allOf"],
  fieldgroups: ["type", "title", "meta:intendedToExtend"],
  datatypes: ["type", "title"],
  schemas: ["title", "description", "allOf"],
};

const behaviors = new Set([
  "https://ns.adobe.com/xdm/data/record",
  "https://ns.adobe.com/xdm/data/time-series",
  "https://ns.adobe.com/xdm/data/adhoc",
]);

/** Everything that must hold of a component by itself, in the order in which it is checked; writes `meta:xdmType`. Throws the refusal. */
export function checkComposition(
  resource: RegistryResource,
  find: FindResource,
  tenantField: string,
  errors: RegistryErrors,
): void {
  checkMembers(resource, errors);
  const broken = brokenFieldRule(resource.body, tenantField);
  if (broken !== undefined) throw errors.invalid(broken);
  fillXdmTypes(resource.body);
  checkReferences(resource, find, errors);
  if (isRelational(resource)) checkRelational(resource, errors);
  else if (resource.kind !== "datatypes") checkNamespace(resource, tenantField, errors);
  checkMerge(resource, find, errors);
}

function checkMembers({ kind, body }: RegistryResource, errors: RegistryErrors): void {
  const missing = required[kind].filter((name) => body[name] === undefined);
  if (missing.length > 0) throw errors.invalid(`The request is missing required properties: ${missing.join(", ")}`);
  if (typeof body.title !== "string" || body.title === "")
    throw errors.invalid("title must be a string that is not empty");
  if (body.type !== undefined && body.type !== "object") throw errors.invalid("type must be object");
  if (body.allOf !== undefined && (!Array.isArray(body.allOf) || body.allOf.length === 0)) {
    throw errors.invalid("allOf must be a list that is not empty");
  }
  if (kind === "fieldgroups" && !Array.isArray(body["meta:intendedToExtend"])) {
    throw errors.invalid("meta:intendedToExtend must be a list of class ids");
  }
}

/** `$id`s that a component builds on directly. */
export function directReferences(body: JsonObject): string[] {
  return listIn(body, "allOf")
    .map((part) => (isObject(part) ? part.$ref : undefined))
    .filter((reference): reference is string => typeof reference === "string" && !reference.startsWith("#"));
}

function checkReferences(resource: RegistryResource, find: FindResource, errors: RegistryErrors): void {
  const parts = directReferences(resource.body).map((id) => {
    const part = find(id);
    if (part === undefined) throw errors.invalid(`The referenced resource ${id} does not exist.`);
    return part;
  });
  if (resource.kind === "classes") checkClass(parts, errors);
  if (resource.kind === "schemas" && !isRelational(resource)) checkSchema(parts, find, errors);
  for (const id of textsIn(resource.body, "meta:intendedToExtend")) {
    if (find(id) === undefined) throw errors.invalid(`meta:intendedToExtend names ${id}, which does not exist.`);
  }
}

function checkClass(parts: readonly RegistryResource[], errors: RegistryErrors): void {
  const extended = parts.filter(({ id }) => behaviors.has(id));
  if (extended.length !== 1) throw errors.invalid("A class must extend exactly one behavior: record or time-series.");
}

function checkSchema(parts: readonly RegistryResource[], find: FindResource, errors: RegistryErrors): void {
  const classes = parts.filter(({ kind }) => kind === "classes");
  const [schemaClass] = classes;
  if (schemaClass === undefined || classes.length > 1) {
    throw errors.invalid(`A schema must reference exactly one class in allOf; ${classes.length} were found.`);
  }
  const ancestry = new Set([schemaClass.id, ...closureOf(schemaClass, find)]);
  for (const part of parts) {
    if (part.kind === "classes") continue;
    if (part.kind !== "fieldgroups") throw errors.invalid(`${part.id} is neither a class nor a field group.`);
    const intended = textsIn(part.body, "meta:intendedToExtend");
    if (intended.length > 0 && !intended.some((id) => ancestry.has(id))) {
      throw errors.invalid(
        `The field group ${part.id} is not intended to extend the class ${schemaClass.id}. It is compatible with: ${intended.join(", ")}`,
      );
    }
  }
}

/** `$id`s of everything that a component builds on, nearest last, without itself: what `meta:extends` shows. */
export function closureOf(resource: RegistryResource, find: FindResource): string[] {
  const found = new Set<string>();
  const visit = (current: RegistryResource): void => {
    for (const id of [...directReferences(current.body), ...textsIn(current.body, "meta:extends")]) {
      const next = find(id);
      if (next === undefined || found.has(id)) continue;
      visit(next);
      if (next.kind !== "datatypes" || id.endsWith("/auditable")) found.add(id);
    }
  };
  visit(resource);
  return [...found];
}

/** A field of the tenant stands under `_{TENANT}`; only fields that the library defines may stand beside it. */
function checkNamespace(resource: RegistryResource, tenantField: string, errors: RegistryErrors): void {
  for (const name of ownTopLevelNames(resource.body)) {
    if (name === tenantField) continue;
    throw errors.error(
      "XDM-1021-400",
      "Namespace validation error",
      `A custom field is defined under an invalid namespace. All custom fields must be defined under a top-level field named ${tenantField}. Found: ${name}`,
    );
  }
}

function ownTopLevelNames(body: JsonObject): string[] {
  const names = isObject(body.properties) ? Object.keys(body.properties) : [];
  const definitions = isObject(body.definitions) ? Object.values(body.definitions) : [];
  for (const definition of definitions) {
    if (isObject(definition) && isObject(definition.properties)) names.push(...Object.keys(definition.properties));
  }
  return names;
}

function checkRelational({ body }: RegistryResource, errors: RegistryErrors): void {
  if (body["meta:behaviorType"] !== "record" && body["meta:behaviorType"] !== "time-series") {
    throw errors.invalid('A relational schema states "meta:behaviorType": "record" or "time-series".');
  }
  if (textsIn(body, "meta:extends").length !== 1 || directReferences(body).length > 0) {
    throw errors.invalid("A relational schema takes no classes and no field groups in allOf or meta:extends.");
  }
  if (ownTopLevelNames(body).includes("_change_request_type")) {
    throw errors.invalid("_change_request_type is a control column and cannot be a field of the schema.");
  }
}

function checkMerge(resource: RegistryResource, find: FindResource, errors: RegistryErrors): void {
  try {
    mergeComponent(resource, find);
  } catch (error) {
    throw mergeRefusal(error, errors);
  }
}

/** The Registry's answer to a merge that fails. */
export function mergeRefusal(error: unknown, errors: RegistryErrors): Refusal | Error {
  if (error instanceof MergeConflict) return errors.error("XDM-1413-400", "Merge Schema Error", error.message);
  if (error instanceof UnresolvedReference) return errors.invalid(error.message);
  return error as Error;
}
