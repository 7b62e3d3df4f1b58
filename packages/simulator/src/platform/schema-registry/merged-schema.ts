import { copyOf, isObject, listIn, pointerSteps, type JsonObject } from "../json.ts";
import type { FindResource, RegistryResource } from "./resource.ts";

/** Two components define one path with different types. */
export class MergeConflict extends Error {
  constructor(path: string, id: string, first: string, second: string) {
    super(
      `Cannot merge incompatible data types. The path ${path} has already been defined in schema (id=${id}) using a different data type. Types: ${first}, ${second}`,
    );
    this.name = "MergeConflict";
  }
}

/** A reference that leads nowhere, or in a circle. */
export class UnresolvedReference extends Error {
  readonly reference: string;
  constructor(reference: string, why: string) {
    super(`The reference ${reference} ${why}`);
    this.name = "UnresolvedReference";
    this.reference = reference;
  }
}

interface Merging {
  readonly find: FindResource;
  /** The `$id`s that are being resolved, outermost first. */
  readonly trail: readonly string[];
  /** Where local references `#/…` lead. */
  readonly root: JsonObject;
}

/**
 * A component with every `$ref` resolved and every `allOf` merged into one tree of `properties`, as `xed-full` shows it.
 * @throws MergeConflict | UnresolvedReference
 */
export function mergeComponent(resource: RegistryResource, find: FindResource): JsonObject {
  const merged = mergeNode(resource.body, { find, trail: [resource.id], root: resource.body }, "");
  merged.properties ??= {};
  return merged;
}

function mergeNode(node: JsonObject, merging: Merging, path: string): JsonObject {
  const parts: JsonObject[] = [];
  if (typeof node.$ref === "string") parts.push(resolve(node.$ref, merging, path));
  for (const part of listIn(node, "allOf")) {
    if (isObject(part)) parts.push(mergeNode(part, merging, path));
  }
  parts.push(ownMembers(node, merging, path));
  const merged = parts.reduce((first, second) => mergeTwo(first, second, path, merging.trail[0] ?? ""));
  if (typeof node.$ref === "string" && !node.$ref.startsWith("#")) merged["meta:referencedFrom"] = node.$ref;
  return merged;
}

/** The node without its references and parts, its children merged. */
function ownMembers(node: JsonObject, merging: Merging, path: string): JsonObject {
  const { $ref: _ref, allOf: _allOf, definitions: _definitions, ...own } = node;
  const result = copyOf(own);
  if (isObject(node.properties)) {
    result.properties = Object.fromEntries(
      Object.entries(node.properties).map(([name, child]) => [
        name,
        isObject(child) ? mergeNode(child, merging, `${path}/${name}`) : child,
      ]),
    );
  }
  if (isObject(node.items)) result.items = mergeNode(node.items, merging, `${path}/[]`);
  if (isObject(node.additionalProperties)) {
    result.additionalProperties = mergeNode(node.additionalProperties, merging, `${path}/*`);
  }
  return result;
}

function resolve(reference: string, merging: Merging, path: string): JsonObject {
  const [id = "", fragment = ""] = reference.split("#");
  if (id === "") return mergeNode(localNode(merging.root, fragment, reference), merging, path);
  if (merging.trail.includes(id)) throw new UnresolvedReference(reference, "leads back to itself");
  const target = merging.find(id);
  if (target === undefined) throw new UnresolvedReference(reference, "does not exist in the schema library");
  const node = fragment === "" ? target.body : localNode(target.body, fragment, reference);
  const merged = mergeNode(node, { find: merging.find, trail: [...merging.trail, id], root: target.body }, path);
  for (const member of componentMembers) Reflect.deleteProperty(merged, member);
  return merged;
}

/** Members that say something about a component and nothing about the field that refers to it. */
const componentMembers = [
  "meta:intendedToExtend",
  "meta:extends",
  "meta:immutableTags",
  "meta:behaviorType",
  "meta:status",
  "meta:tags",
  "auditable",
];

function localNode(root: JsonObject, pointer: string, reference: string): JsonObject {
  let node: unknown = root;
  for (const step of pointerSteps(pointer)) node = isObject(node) ? node[step] : undefined;
  if (!isObject(node)) throw new UnresolvedReference(reference, "does not exist in the component");
  return node;
}

function mergeTwo(first: JsonObject, second: JsonObject, path: string, id: string): JsonObject {
  checkSameType(first, second, path, id);
  const merged: JsonObject = { ...first, ...second };
  if (isObject(first.properties) && isObject(second.properties)) {
    merged.properties = mergeProperties(first.properties, second.properties, path, id);
  } else if (first.properties !== undefined || second.properties !== undefined) {
    merged.properties = second.properties ?? first.properties;
  }
  const required = [...new Set([...listIn(first, "required"), ...listIn(second, "required")])];
  if (required.length > 0) merged.required = required;
  return merged;
}

function mergeProperties(first: JsonObject, second: JsonObject, path: string, id: string): JsonObject {
  const merged: JsonObject = { ...first };
  for (const [name, child] of Object.entries(second)) {
    const known = merged[name];
    merged[name] = isObject(known) && isObject(child) ? mergeTwo(known, child, `${path}/${name}`, id) : child;
  }
  return merged;
}

function checkSameType(first: JsonObject, second: JsonObject, path: string, id: string): void {
  const [firstType, secondType] = [first["meta:xdmType"] ?? first.type, second["meta:xdmType"] ?? second.type];
  if (typeof firstType === "string" && typeof secondType === "string" && firstType !== secondType) {
    throw new MergeConflict(path, id, firstType, secondType);
  }
  if (isObject(first.items) && isObject(second.items)) checkSameType(first.items, second.items, `${path}/[]`, id);
}

/**
 * The field of a merged schema that a pointer over data names: `/_acme/charge/id`. Arrays and maps are passed through,
 * with or without a step for them; the library's own names (`xdm:personID`, `@id`) are understood.
 */
export function fieldAt(merged: JsonObject, pointer: string): JsonObject | undefined {
  let node: JsonObject | undefined = merged;
  for (const step of pointerSteps(pointer)) {
    if (/^(\[\*?\]|\*|items)$/.test(step) && isObject(node?.items)) {
      node = node.items;
      continue;
    }
    node = childOf(node, step.replace(/^xdm:/, "").replace(/^@/, "_"));
    if (node === undefined) return undefined;
  }
  return node;
}

function childOf(node: JsonObject | undefined, name: string): JsonObject | undefined {
  const holder = isObject(node?.items) ? node.items : node;
  const child = isObject(holder?.properties) ? holder.properties[name] : undefined;
  if (isObject(child)) return child;
  return isObject(holder?.additionalProperties) ? holder.additionalProperties : undefined;
}
