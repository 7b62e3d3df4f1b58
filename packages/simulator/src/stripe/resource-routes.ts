import type { Resource, StripeObject } from "../world/kinds.ts";
import { objectNames } from "../world/kinds.ts";
import type { World } from "../world/world.ts";
import {
  encodeBody,
  otherModeHint,
  seesObjects,
  type ApiAnswer,
  type ApiCall,
  type ApiSurroundings,
  type Route,
} from "./api-call.ts";
import { expand } from "./expand.ts";
import {
  choosePage,
  cursorPosition,
  fallsIntoEmptyPage,
  pageParameters,
  readPageRequest,
  type Listing,
  type PageRequest,
} from "./list-page.ts";
import { PageCache } from "./page-cache.ts";
import { refuseUnknown, textOf, textsOf } from "./parameters.ts";
import { resourceRows, type ResourceRow } from "./resources.ts";
import { badRequest, noSuch } from "./stripe-error.ts";

const STALE_MILLISECONDS = 5000;

/** A list and a retrieve endpoint for every resource, and the lists that stand below another object. */
export function resourceRoutes(
  surroundings: ApiSurroundings,
  options: { readonly emptyPages: boolean; readonly cacheBytes: number },
): readonly Route[] {
  const cache = new PageCache(surroundings, options.cacheBytes);
  const list = (row: ResourceRow, call: ApiCall): ApiAnswer =>
    listResource(surroundings, row, call, cache, options.emptyPages);
  const rowOf = (resource: Resource): ResourceRow => {
    const row = resourceRows.find((candidate) => candidate.resource === resource);
    if (row === undefined) throw new RangeError(`no row for ${resource}`);
    return row;
  };
  const below = (pattern: string, resource: Resource, param: string): Route => ({
    method: "GET",
    pattern,
    permissions: rowOf(resource).permissions,
    answer: (call) =>
      list({ ...rowOf(resource), path: call.path }, { ...call, parameters: { ...call.parameters, [param]: call.id } }),
  });
  return [
    ...resourceRows.flatMap((row): Route[] => [
      { method: "GET", pattern: row.path, permissions: row.permissions, answer: (call) => list(row, call) },
      {
        method: "GET",
        pattern: `${row.path}/:id`,
        permissions: row.permissions,
        answer: (call) => retrieve(surroundings, row, call),
      },
    ]),
    below("/v1/charges/:id/refunds", "refunds", "charge"),
    below("/v1/customers/:id/subscriptions", "subscriptions", "customer"),
    {
      method: "GET",
      pattern: "/v1/subscription_items",
      permissions: ["subscription_read"],
      answer: (call) => listItems(surroundings, call),
    },
  ];
}

/** The table of a resource with the request's filters, as a listing; a stale one does not know what is new. */
function listingOf(world: World, row: ResourceRow, call: ApiCall, staleSince = Infinity): Listing {
  const table = world.account.tables[row.resource];
  const filters = row.filters.flatMap((make) => make(world, call.parameters) ?? []);
  return {
    object: objectNames[row.resource],
    first: 0,
    end: table.size,
    createdAt: (position) => table.created.at(position),
    lowerBound: (seconds) => table.created.lowerBound(seconds),
    positionOf: (id) => table.indexOf(id),
    shows: (position) =>
      !table.isDeleted(position) &&
      table.created.at(position) * 1000 < staleSince &&
      filters.every((filter) => filter(position)),
  };
}

/** What a list answers from: how old its view is, and whether it falls into the trap of an empty page. */
interface View {
  /** Changes at or after this moment (milliseconds) are not seen; undefined: everything is. */
  readonly staleSince: number | undefined;
  readonly emptied: boolean;
}

function listResource(
  surroundings: ApiSurroundings,
  row: ResourceRow,
  call: ApiCall,
  cache: PageCache,
  emptyPages: boolean,
): ApiAnswer {
  const { world, faults } = surroundings;
  refuseUnknown(call.parameters, [...pageParameters, ...row.parameters]);
  const request = readPageRequest(call.parameters);
  disturb(surroundings, row, call, request);
  if (!seesObjects(surroundings, call)) return { body: listObject(call.path, [], false) };
  const stale = faults.strike("stripe-stale-list", call.path);
  const emptied = faults.strike("stripe-empty-page", call.path) !== undefined;
  const staleSince = stale === undefined ? undefined : world.clock.now() - (stale.milliseconds ?? STALE_MILLISECONDS);
  const plain = stale === undefined && !emptied;
  const cached = plain ? cache.get(call) : undefined;
  if (cached !== undefined) return { body: cached };
  const body = renderPage(world, row, call, request, { staleSince, emptied }, emptyPages);
  if (plain) cache.put(call, body);
  return { body };
}

function renderPage(
  world: World,
  row: ResourceRow,
  call: ApiCall,
  request: PageRequest,
  { staleSince, emptied }: View,
  emptyPages: boolean,
): Uint8Array {
  const listing = listingOf(world, row, call, staleSince);
  const page = choosePage(listing, request);
  const trapped =
    (emptyPages && fallsIntoEmptyPage(listing, request, page)) || (emptied && request.window !== undefined);
  const { positions, hasMore } =
    request.startingAfter !== undefined && trapped ? { positions: [], hasMore: false } : page;
  const paths = expansions(call, "data.");
  const data = positions.map((position) => {
    const object =
      staleSince === undefined
        ? world.render(row.resource, position, call.version)
        : world.renderStale(row.resource, position, staleSince, call.version);
    return expand(world, call.version, object, paths);
  });
  return encodeBody(listObject(call.path, data, hasMore));
}

export function listObject(path: string, data: readonly StripeObject[], hasMore: boolean): StripeObject {
  return { object: "list", data, has_more: hasMore, url: path };
}

/** `expand[]` without the prefix that lists need; a list refuses a path that does not begin with it. */
function expansions(call: ApiCall, prefix: "" | "data."): readonly string[] {
  return (textsOf(call.parameters, "expand") ?? []).map((path) => {
    if (!path.startsWith(prefix)) throw badRequest(`This property cannot be expanded (${path}).`, "expand");
    return path.slice(prefix.length);
  });
}

function retrieve(surroundings: ApiSurroundings, row: ResourceRow, call: ApiCall): ApiAnswer {
  const { world, faults } = surroundings;
  refuseUnknown(call.parameters, ["expand"]);
  const table = world.account.tables[row.resource];
  const index = table.indexOf(call.id);
  const object = objectNames[row.resource];
  // Customers and products leave a tombstone; a deleted price is gone.
  if (index === undefined || (table.isDeleted(index) && row.resource === "prices")) throw noSuch(object, call.id, "id");
  if (!seesObjects(surroundings, call)) throw noSuch(object, call.id, "id", otherModeHint(call));
  const stale = faults.strike("stripe-stale-retrieve", call.path);
  const since = world.clock.now() - (stale?.milliseconds ?? STALE_MILLISECONDS);
  const body =
    stale === undefined
      ? world.render(row.resource, index, call.version)
      : world.renderStale(row.resource, index, since, call.version);
  return { body: expand(world, call.version, body, expansions(call, "")) };
}

/** All items of one subscription, of which the subscription itself shows ten. */
function listItems(surroundings: ApiSurroundings, call: ApiCall): ApiAnswer {
  const { world } = surroundings;
  refuseUnknown(call.parameters, [...pageParameters, "subscription"]);
  const id = textOf(call.parameters, "subscription");
  if (id === undefined) throw badRequest("Missing required param: subscription.", "subscription", "parameter_missing");
  const index = world.account.tables.subscriptions.indexOf(id);
  if (index === undefined || !seesObjects(surroundings, call)) throw noSuch("subscription", id, "subscription");
  const items = world.renderItems(index, call.version);
  const listing: Listing = {
    object: "subscription_item",
    first: 0,
    end: items.length,
    createdAt: () => world.account.tables.subscriptions.created.at(index),
    lowerBound: () => 0,
    // The items of a subscription stand in the order in which it has them.
    positionOf: (item) => positionFromEnd(items, item),
    shows: () => true,
  };
  const page = choosePage(listing, { ...readPageRequest(call.parameters), window: undefined });
  const data = page.positions.flatMap((position) => {
    const item = items[items.length - 1 - position];
    return item === undefined ? [] : [item];
  });
  return { body: listObject("/v1/subscription_items", data, page.hasMore) };
}

function positionFromEnd(items: readonly StripeObject[], id: string): number | undefined {
  const position = items.findIndex((item) => item.id === id);
  return position < 0 ? undefined : items.length - 1 - position;
}

/** Faults that change the account in the very moment in which somebody pages through it. */
function disturb(surroundings: ApiSurroundings, row: ResourceRow, call: ApiCall, request: PageRequest): void {
  const { world, faults } = surroundings;
  const { operations } = world;
  const { resource } = row;
  if (faults.strike("stripe-created-while-paging", call.path) !== undefined) create(world, resource);
  if (faults.strike("stripe-changed-while-paging", call.path) !== undefined) change(world, resource);
  const cursor = request.startingAfter;
  if (cursor === undefined || faults.strike("stripe-cursor-vanishes", call.path) === undefined) return;
  const listing = listingOf(world, row, call);
  const position = cursorPosition(listing, cursor, "starting_after");
  if (world.account.tables[resource].fixedPart(position) !== undefined) return;
  if (resource === "customers") operations.deleteCustomer(cursor);
  if (resource === "prices") operations.updatePrice(cursor, { active: call.parameters.active === "false" });
  if (resource === "subscriptions" && world.render(resource, position).status !== "canceled")
    operations.cancelSubscription(cursor);
}

function create(world: World, resource: Resource): void {
  const { operations } = world;
  if (resource === "customers") operations.createCustomer();
  else if (resource === "prices") operations.createPrice();
  else if (resource === "products") operations.createProduct();
  else if (resource === "subscriptions") operations.createSubscription({ customer: operations.createCustomer() });
  else {
    const charge = operations.createCharge();
    if (resource === "refunds") operations.refundCharge(charge);
  }
}

function change(world: World, resource: Resource): void {
  const { operations, account } = world;
  const table = account.tables[resource];
  for (let index = table.size - 1; index >= 0; index -= 1) {
    if (table.fixedPart(index) !== undefined || table.isDeleted(index)) continue;
    const id = table.idOf(index);
    const fields = { metadata: { changed_while_paging: String(world.revision()) } };
    if (resource === "charges") operations.updateCharge(id, fields);
    if (resource === "customers") operations.updateCustomer(id, fields);
    if (resource === "refunds") operations.updateRefund(id, fields);
    if (resource === "prices") operations.updatePrice(id, fields);
    if (resource === "subscriptions") operations.updateSubscription(id, fields);
    return;
  }
}
