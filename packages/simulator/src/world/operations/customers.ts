import type { subscriptionStatuses } from "../account.ts";
import { NONE } from "../account.ts";
import type { Patch, StripeObject } from "../kinds.ts";
import { Dice, mix } from "../mix.ts";
import type { WorldState } from "../world-state.ts";
import { withMergedMetadata } from "./charges.ts";
import { find } from "./find.ts";
import { cancelSubscription } from "./subscriptions.ts";

/** A new customer; `fields` stand instead of what is drawn. Returns the id. */
export function createCustomer(state: WorldState, fields?: Patch): string {
  const { customers } = state.account.tables;
  const index = customers.add(state.createdFor("customers"), { testClock: 0 });
  if (fields !== undefined) state.replace("customers", index, fields);
  state.revision += 1;
  state.emit("customer.created", "customers", index);
  return customers.idOf(index);
}

export function updateCustomer(state: WorldState, id: string, fields: Patch): void {
  const index = find(state, "customers", id);
  state.update("customers", index, withMergedMetadata(state, "customers", index, fields), "customer.updated");
}

/** Deletes a customer; what still runs for them is canceled first, as at Stripe. Charges and refunds stay as they are. */
export function deleteCustomer(state: WorldState, id: string): void {
  const index = find(state, "customers", id);
  const { subscriptions } = state.account.tables;
  for (let subscription = 0; subscription < subscriptions.size; subscription += 1) {
    if (subscriptions.columns.customer.at(subscription) !== index) continue;
    const { status } = state.current("subscriptions", subscription) as {
      status: (typeof subscriptionStatuses)[number];
    };
    if (status !== "canceled" && status !== "incomplete_expired")
      cancelSubscription(state, subscriptions.idOf(subscription));
  }
  state.delete("customers", index, "customer.deleted");
}

/** Something about a customer changes that no event tells, such as the number of the next invoice. */
export function changeCustomerSilently(state: WorldState, id: string, fields: Patch): void {
  state.updateSilently("customers", find(state, "customers", id), fields);
}

/** A customer gets a discount, or loses it: announced by a discount event alone, whose object is the discount. */
export function discountCustomer(state: WorldState, id: string, percentOff: number | null): void {
  const index = find(state, "customers", id);
  const before = state.current("customers", index).discount as StripeObject | null;
  const created = state.seconds();
  const discount: StripeObject | null =
    percentOff === null
      ? null
      : {
          id: state.account.identifiers.idOf("discounts", mix(created, index) % 1_000_000),
          object: "discount",
          checkout_session: null,
          coupon: coupon(percentOff, created, state.account.livemode),
          customer: id,
          end: null,
          invoice: null,
          invoice_item: null,
          promotion_code: null,
          start: created,
          subscription: null,
          subscription_item: null,
        };
  state.replace("customers", index, { discount });
  const object = discount ?? before;
  if (object === null) return;
  const type = discount === null ? "deleted" : before === null ? "created" : "updated";
  state.announce({
    type: `customer.discount.${type}`,
    resource: "discount",
    index: NONE,
    object: type === "deleted" ? { ...object, end: created } : object,
    ...(type === "updated" ? { previous: { coupon: before?.coupon ?? null } } : {}),
  });
}

function coupon(percentOff: number, created: number, livemode: boolean): StripeObject {
  return {
    id: new Dice(mix(created, percentOff)).text(8, "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"),
    object: "coupon",
    amount_off: null,
    created,
    currency: null,
    duration: "forever",
    duration_in_months: null,
    livemode,
    max_redemptions: null,
    metadata: {},
    name: `${percentOff} % off`,
    percent_off: percentOff,
    redeem_by: null,
    times_redeemed: 1,
    valid: true,
  };
}
