import type { JsonObject } from "../json.ts";

export type ResourceKind = "behaviors" | "classes" | "fieldgroups" | "datatypes" | "schemas";

/** A component of the Registry. `body` holds what its author may write; everything else is kept or derived here. */
export interface RegistryResource {
  readonly id: string;
  readonly altId: string;
  readonly kind: ResourceKind;
  readonly container: "global" | "tenant";
  /** `major.minor`; the minor number grows with each change. */
  readonly version: string;
  readonly body: JsonObject;
  readonly created: number;
  readonly modified: number;
  readonly eTag: string;
  readonly createdClient: string;
  readonly modifiedClient: string;
}

/** What finds a resource by `$id`. */
export type FindResource = (id: string) => RegistryResource | undefined;

/** Field groups still carry the name they had before: ids and `meta:resourceType` say `mixins`. */
export function resourceType(kind: ResourceKind): string {
  return kind === "fieldgroups" ? "mixins" : kind;
}

const RELATIONAL_BEHAVIOR = "https://ns.adobe.com/xdm/data/adhoc-v2";
const UNION_TAG = "union";

/** A relational schema has no class, no field groups and no tenant namespace. */
export function isRelational(resource: RegistryResource): boolean {
  const behaviors = resource.body["meta:extends"];
  return resource.kind === "schemas" && Array.isArray(behaviors) && behaviors.includes(RELATIONAL_BEHAVIOR);
}

/** Whether the schema takes part in Profile. */
export function hasUnionTag(resource: RegistryResource): boolean {
  const tags = resource.body["meta:immutableTags"];
  return Array.isArray(tags) && tags.includes(UNION_TAG);
}
