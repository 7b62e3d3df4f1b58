import { createHash } from "node:crypto";
import type { EventRow } from "../world/events.ts";
import { RETENTION_SECONDS } from "../world/events.ts";
import type { StripeObject } from "../world/kinds.ts";
import { inVersion, renderWith } from "../world/render.ts";
import { endiveDiscount } from "../world/renderers/endive.ts";
import type { World } from "../world/world.ts";
import { mix } from "../world/mix.ts";
import {
  otherModeHint,
  seesObjects,
  type ApiAnswer,
  type ApiCall,
  type ApiSurroundings,
  type Route,
} from "./api-call.ts";
import { choosePage, pageParameters, readPageRequest, type Listing } from "./list-page.ts";
import { booleanOf, refuseUnknown, textOf, textsOf, type ParameterGroup } from "./parameters.ts";
import { listObject } from "./resource-routes.ts";
import { badRequest, noSuch } from "./stripe-error.ts";
import type { ApiVersion } from "../world/kinds.ts";

/** What deliveries know about an event. */
export interface DeliveryRecord {
  /** How many endpoints have not taken it yet. */
  pending(sequence: number): number;
  /** Undefined: it was never due to anybody. */
  delivered(sequence: number): boolean | undefined;
}

/** An event as it is read: `data.object` as it was then, in the account's own version unless an endpoint has another. */
export function renderEvent(
  world: World,
  row: EventRow,
  sequence: number,
  deliveries: DeliveryRecord,
  version?: ApiVersion,
): StripeObject {
  const { account } = world;
  const apiVersion = version ?? account.apiVersion;
  const byApi = mix(account.seed, 301, sequence) % 4 === 0;
  return {
    id: account.identifiers.idOf("events", sequence),
    object: "event",
    api_version: apiVersion,
    created: row.created,
    data: {
      object: eventObject(world, row, apiVersion),
      ...(row.previous === undefined ? {} : { previous_attributes: row.previous }),
    },
    livemode: account.livemode,
    pending_webhooks: deliveries.pending(sequence),
    request: {
      id: byApi ? account.identifiers.idOf("requests", sequence) : null,
      idempotency_key: byApi ? idempotencyKey(sequence) : null,
    },
    type: row.type,
  };
}

function eventObject(world: World, row: EventRow, version: ApiVersion): StripeObject {
  if (row.resource === "discount")
    return version === "2025-02-24.acacia" ? { ...row.object } : endiveDiscount({ ...row.object });
  if (row.resource === "balance")
    return { object: "balance", available: [], livemode: world.account.livemode, pending: [] };
  const context = { ...world.context(), now: row.created };
  return inVersion(context, version, row.resource, row.index, renderWith(context, row.resource, row.index, row.patch));
}

function idempotencyKey(sequence: number): string {
  return createHash("sha256").update(String(sequence)).digest("hex").slice(0, 32);
}

/** Whether lists and retrievals show an event yet, or still. */
function isVisible(surroundings: ApiSurroundings, sequence: number): boolean {
  const { world, faults } = surroundings;
  const row = world.events.at(sequence);
  if (row === undefined || isMissing(surroundings, sequence)) return false;
  const late = chanceOf(world, 302, sequence) < faults.rateOf("stripe-event-late") ? lateness(surroundings) : 0;
  return row.visibleAt + late <= world.clock.now();
}

/** An event that Stripe never shows and never delivers. */
export function isMissing({ world, faults }: ApiSurroundings, sequence: number): boolean {
  return chanceOf(world, 303, sequence) < faults.rateOf("stripe-event-missing");
}

function lateness({ faults }: ApiSurroundings): number {
  return faults.report().find(({ name }) => name === "stripe-event-late")?.milliseconds ?? 30_000;
}

function chanceOf(world: World, purpose: number, sequence: number): number {
  return mix(world.account.seed, purpose, sequence) / 4294967296;
}

export function eventRoutes(surroundings: ApiSurroundings, deliveries: DeliveryRecord): readonly Route[] {
  return [
    {
      method: "GET",
      pattern: "/v1/events",
      permissions: ["event_read"],
      answer: (call) => listEvents(surroundings, deliveries, call),
    },
    {
      method: "GET",
      pattern: "/v1/events/:id",
      permissions: ["event_read"],
      answer: (call) => retrieveEvent(surroundings, deliveries, call),
    },
  ];
}

const AGED_OUT = "is no longer available because it's aged out of our retention policy";

function listEvents(surroundings: ApiSurroundings, deliveries: DeliveryRecord, call: ApiCall): ApiAnswer {
  const { world } = surroundings;
  refuseUnknown(call.parameters, [...pageParameters, "delivery_success", "type", "types"]);
  const { expand: expansion } = call.parameters;
  if (expansion !== undefined) throw badRequest("This property cannot be expanded (data).", "expand");
  const request = readPageRequest(call.parameters);
  const wanted = typeFilter(call.parameters);
  const success = booleanOf(call.parameters, "delivery_success");
  if (!seesObjects(surroundings, call)) return { body: listObject("/v1/events", [], false) };
  const oldest = Math.floor(world.clock.now() / 1000) - RETENTION_SECONDS;
  const { events, account } = world;
  const listing: Listing = {
    object: "event",
    first: events.lowerBound(oldest),
    end: events.end,
    createdAt: (sequence) => events.at(sequence)?.created ?? 0,
    lowerBound: (seconds) => events.lowerBound(Math.max(seconds, oldest)),
    positionOf: (id) => {
      const sequence = account.identifiers.indexOf("events", id);
      if (sequence === undefined || sequence >= events.end) return undefined;
      if (sequence < events.lowerBound(oldest)) throw badRequest(`The event ${id} ${AGED_OUT}.`, cursorParameter(call));
      return sequence;
    },
    shows: (sequence) => {
      const row = events.at(sequence);
      if (row === undefined || !wanted(row.type) || !isVisible(surroundings, sequence)) return false;
      return success === undefined || (deliveries.delivered(sequence) ?? true) === success;
    },
  };
  const page = choosePage(listing, request);
  const data = page.positions.flatMap((sequence) => {
    const row = events.at(sequence);
    return row === undefined ? [] : [renderEvent(world, row, sequence, deliveries)];
  });
  return { body: listObject("/v1/events", data, page.hasMore) };
}

function cursorParameter(call: ApiCall): string {
  return call.parameters.starting_after === undefined ? "ending_before" : "starting_after";
}

/** `type` may end in a wildcard; `types` are at most twenty exact names, and not both are allowed. */
function typeFilter(parameters: ParameterGroup): (type: string) => boolean {
  const type = textOf(parameters, "type");
  const types = textsOf(parameters, "types");
  if (type !== undefined && types !== undefined) {
    throw badRequest("You may pass either `type` or `types` but not both.", "types");
  }
  if (types !== undefined && types.length > 20) {
    throw badRequest("You may only specify up to 20 types at a time.", "types");
  }
  if (types !== undefined) return (candidate) => types.includes(candidate);
  if (type === undefined) return () => true;
  if (!type.includes("*")) return (candidate) => candidate === type;
  const pattern = new RegExp(`^${type.replaceAll(".", "\\.").replaceAll("*", ".*")}$`);
  return (candidate) => pattern.test(candidate);
}

function retrieveEvent(surroundings: ApiSurroundings, deliveries: DeliveryRecord, call: ApiCall): ApiAnswer {
  const { world } = surroundings;
  refuseUnknown(call.parameters, ["expand"]);
  const sequence = world.account.identifiers.indexOf("events", call.id);
  const row = sequence === undefined ? undefined : world.events.at(sequence);
  const oldest = Math.floor(world.clock.now() / 1000) - RETENTION_SECONDS;
  if (sequence === undefined || row === undefined || row.created < oldest || !isVisible(surroundings, sequence)) {
    throw noSuch("event", call.id, "id");
  }
  if (!seesObjects(surroundings, call)) throw noSuch("event", call.id, "id", otherModeHint(call));
  return { body: renderEvent(world, row, sequence, deliveries) };
}
