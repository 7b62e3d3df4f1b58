import type { ApiVersion, Resource, StripeObject } from "../world/kinds.ts";
import type { World } from "../world/world.ts";
import { nestedList } from "../world/renderers/subscription.ts";
import { tiersOf } from "../world/renderers/price.ts";
import { badRequest } from "./stripe-error.ts";
import { renderReferenced } from "./referenced-objects.ts";
import { resourceRows, type Expandable } from "./resources.ts";

const DEEPEST = 4;

const expandableOf = new Map(
  resourceRows.map(
    ({ resource, expandable }) => [resource.replace(/ies$/, "y").replace(/s$/, ""), expandable] as const,
  ),
);

/** Replaces ids by objects where `paths` (`customer`, `balance_transaction.source`) ask for it; 400 for what cannot be. */
export function expand(
  world: World,
  version: ApiVersion,
  object: StripeObject,
  paths: readonly string[],
): StripeObject {
  return paths.reduce((expanded, path) => {
    const steps = path.split(".");
    if (steps.length > DEEPEST) {
      throw badRequest(`You cannot expand more than ${DEEPEST} levels of a property. Property: ${path}`, "expand");
    }
    return expandStep(world, version, expanded, steps, path);
  }, object);
}

function expandStep(
  world: World,
  version: ApiVersion,
  object: StripeObject,
  steps: readonly string[],
  path: string,
): StripeObject {
  const [name, ...rest] = steps;
  if (name === undefined) return object;
  const value = object[name];
  if (isList(value) && rest[0] === "data") {
    const data = value.data.map((entry) => expandStep(world, version, entry, rest.slice(1), path));
    return { ...object, [name]: { ...value, data } };
  }
  const kind = expandableOf.get(String(object.object))?.[name];
  if (kind === undefined) {
    if (typeof value === "object" && value !== null)
      return { ...object, [name]: expandStep(world, version, value as StripeObject, rest, path) };
    throw badRequest(`This property cannot be expanded (${path}).`, "expand");
  }
  const target =
    typeof value === "object" && value !== null ? (value as StripeObject) : load(world, version, object, kind, value);
  if (target === undefined) return object;
  return { ...object, [name]: expandStep(world, version, target, rest, path) };
}

interface ListObject extends StripeObject {
  readonly data: readonly StripeObject[];
}

function isList(value: unknown): value is ListObject {
  return typeof value === "object" && value !== null && (value as StripeObject).object === "list";
}

/** The object that an expandable field names; undefined: the field stays as it is. */
function load(
  world: World,
  version: ApiVersion,
  object: StripeObject,
  kind: Expandable,
  value: unknown,
): StripeObject | undefined {
  const { tables } = world.account;
  const id = String(object.id);
  if (kind === "refunds-of-charge") return refundsOf(world, version, id);
  if (kind === "subscriptions-of-customer") return subscriptionsOf(world, version, id);
  if (kind === "empty-list") return nestedList([], `/v1/customers/${id}/sources`);
  if (kind === "tiers") {
    const tiers = tiersOf(world.account, tables.prices.indexOf(id) ?? 0);
    return tiers === undefined ? undefined : (tiers as unknown as StripeObject);
  }
  if (typeof value !== "string") return undefined;
  if (kind === "source") return bySourceId(world, version, value);
  if (kind === "payment_intents" || kind === "invoices" || kind === "payment_methods")
    return renderReferenced(world, kind, value);
  const index = tables[kind].indexOf(value);
  return index === undefined ? undefined : world.render(kind, index, version);
}

function bySourceId(world: World, version: ApiVersion, id: string): StripeObject | undefined {
  const kinds: readonly Resource[] = ["charges", "refunds", "disputes"];
  for (const kind of kinds) {
    const index = world.account.tables[kind].indexOf(id);
    if (index !== undefined) return world.render(kind, index, version);
  }
  return renderReferenced(world, "payouts", id);
}

function refundsOf(world: World, version: ApiVersion, charge: string): StripeObject {
  const { charges, refunds } = world.account.tables;
  const index = charges.indexOf(charge) ?? -1;
  const found: StripeObject[] = [];
  for (let refund = refunds.size - 1; refund >= 0; refund -= 1) {
    if (refunds.columns.charge.at(refund) === index) found.push(world.render("refunds", refund, version));
  }
  const { total_count: _count, ...list } = nestedList(found, `/v1/charges/${charge}/refunds`);
  return list;
}

function subscriptionsOf(world: World, version: ApiVersion, customer: string): StripeObject {
  const { customers, subscriptions } = world.account.tables;
  const index = customers.indexOf(customer) ?? -1;
  const found: StripeObject[] = [];
  for (let position = subscriptions.size - 1; position >= 0; position -= 1) {
    if (subscriptions.columns.customer.at(position) !== index) continue;
    const subscription = world.render("subscriptions", position, version);
    if (subscription.status !== "canceled") found.push(subscription);
  }
  const { total_count: _count, ...list } = nestedList(found, `/v1/customers/${customer}/subscriptions`);
  return list;
}
