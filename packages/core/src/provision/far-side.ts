import type { ObservedObject, ProvisionKind } from "./desired-object.ts";
import type { JsonObject } from "./json.ts";
import type { ObjectDifference } from "./compare-objects.ts";

/** How objects of one kind are found, made, changed and removed, in the words of the service that keeps them. */
export interface KindHandler {
  /** All objects of this kind that could be ours, with as few calls as the service allows. */
  list(): Promise<readonly ObservedObject[]>;
  /** Makes the object and gives its id. The body has its references resolved. */
  create(body: JsonObject): Promise<string>;
  /** Carries out differences that are safe now. */
  change(body: JsonObject, observed: ObservedObject, differences: readonly ObjectDifference[]): Promise<void>;
  /** Removes the object; absent for what can never be removed. Resolves when it is gone already. */
  remove?(id: string): Promise<void>;
}

/** Everything that a plan is made against. */
export interface FarSide {
  /** The tenant id, without the underscore. */
  readonly tenantId: string;
  handler(kind: ProvisionKind): KindHandler;
}

/** Reads what is there, of the kinds that matter. */
export async function observe(farSide: FarSide, kinds: readonly ProvisionKind[]): Promise<readonly ObservedObject[]> {
  const found: ObservedObject[] = [];
  for (const kind of new Set(kinds)) found.push(...(await farSide.handler(kind).list()));
  return found;
}
