import { type ResourceName, resourceNames, resources } from "../resources.ts";
import type { StripeEvent } from "../stripe/events.ts";

/** An object that an event says has changed. */
export interface ObjectReference {
  readonly resource: ResourceName;
  readonly id: string;
}

/**
 * What to read again after an event. The event's own object when it is of a resource that asked for the type; otherwise the
 * object that it belongs to: the charge of a dispute or of a refund, the customer of a discount.
 */
export function referencesOf(event: Pick<StripeEvent, "type" | "object">): readonly ObjectReference[] {
  return resourceNames.flatMap((resource) => {
    const { eventTypes, object } = resources[resource];
    if (!eventTypes.includes(event.type)) return [];
    const id = event.object.object === object ? event.object.id : parentId(event, object);
    return id === undefined || id === "" ? [] : [{ resource, id }];
  });
}

function parentId(event: Pick<StripeEvent, "object">, object: string): string | undefined {
  if (object === "charge") return event.object.charge;
  if (object === "customer") return event.object.customer;
  return object === "subscription" ? event.object.subscription : undefined;
}

/** Types for which Stripe takes one query: it allows 20. */
const TYPES_PER_QUERY = 20;

/**
 * The types to follow, as even groups of at most 20, each with a cursor of its own. All six resources are followed whatever
 * is moved, so that a cursor means the same when a resource is added later.
 */
export function eventGroups(): readonly (readonly string[])[] {
  const types = [...new Set(resourceNames.flatMap((resource) => resources[resource].eventTypes))].sort();
  const groups = Math.ceil(types.length / TYPES_PER_QUERY);
  const size = Math.ceil(types.length / groups);
  return Array.from({ length: groups }, (_, group) => types.slice(group * size, (group + 1) * size));
}

/** Name of a group's cursor. A change of the groups changes the names, and so begins with a new anchor and a re-list. */
export function eventSource(group: number): string {
  return `events/${group}`;
}
