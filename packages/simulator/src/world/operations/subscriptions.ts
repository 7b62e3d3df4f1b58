import { intervals, NONE, subscriptionStatuses } from "../account.ts";
import { addIntervals, DAY } from "../calendar.ts";
import type { Patch } from "../kinds.ts";
import { itemPrices } from "../recurring-prices.ts";
import type { WorldState } from "../world-state.ts";
import { createCharge, withMergedMetadata } from "./charges.ts";
import { find, refuse } from "./find.ts";

export interface NewSubscription {
  readonly customer: string;
  /** A recurring price; left out, one is drawn. */
  readonly price?: string;
  /** How many items; more than ten make the nested list incomplete. */
  readonly items?: number;
  readonly trialDays?: number;
  readonly fields?: Patch;
}

/** Subscribes a customer and charges the first period, unless there is a trial. Returns the subscription's id. */
export function createSubscription(state: WorldState, wanted: NewSubscription): string {
  const { subscriptions, prices } = state.account.tables;
  const customer = find(state, "customers", wanted.customer);
  if (state.account.tables.customers.isDeleted(customer))
    refuse(`${wanted.customer} has been deleted`, "subscribe another customer");
  const price = wanted.price === undefined ? drawPrice(state) : find(state, "prices", wanted.price);
  const interval = intervals[prices.columns.interval.at(price)] ?? "one_time";
  if (interval === "one_time") refuse(`${prices.idOf(price)} is not recurring`, "subscribe to a price that is");
  const created = state.createdFor("subscriptions");
  const trialEnd = wanted.trialDays === undefined ? 0 : created + wanted.trialDays * DAY;
  const index = subscriptions.add(created, {
    customer,
    price,
    status: subscriptionStatuses.indexOf(trialEnd === 0 ? "active" : "trialing"),
    items: wanted.items ?? 1,
    periodStart: created,
    periodEnd: trialEnd === 0 ? addIntervals(created, interval, 1) : trialEnd,
    canceledAt: 0,
    endedAt: 0,
    trialEnd,
    cancelAtPeriodEnd: 0,
    // The first charge is made next, and its index is known already.
    latestCharge: trialEnd === 0 ? state.account.tables.charges.size : NONE,
  });
  if (wanted.fields !== undefined) state.replace("subscriptions", index, wanted.fields);
  state.revision += 1;
  state.emit("customer.subscription.created", "subscriptions", index);
  if (trialEnd === 0) chargePeriod(state, index);
  return subscriptions.idOf(index);
}

function drawPrice(state: WorldState): number {
  const { recurring, account } = state;
  const dice = account.diceFor("subscriptions", account.tables.subscriptions.size, 4);
  const active = recurring.all.filter((price) => !account.tables.prices.isDeleted(price));
  return active.length === 0 ? refuse("the account has no recurring price", "create one first") : dice.pick(active);
}

function chargePeriod(state: WorldState, subscription: number): string {
  const { subscriptions, prices } = state.account.tables;
  const amount = itemPrices(state.account, state.recurring, subscription).reduce(
    (sum, price) => sum + prices.columns.amount.at(price),
    0,
  );
  return createCharge(state, { subscription: subscriptions.idOf(subscription), amount, method: "card" });
}

/** The next period begins: a charge, a new invoice, new period fields. */
export function renewSubscription(state: WorldState, id: string): void {
  const index = find(state, "subscriptions", id);
  const { subscriptions, prices } = state.account.tables;
  const now = state.current("subscriptions", index) as { status: string; current_period_end: number };
  if (["canceled", "incomplete_expired", "incomplete", "paused"].includes(now.status))
    refuse(`${id} is ${now.status}`, "renew one that runs");
  const price = subscriptions.columns.price.at(index);
  const interval = intervals[prices.columns.interval.at(price)] ?? "month";
  const charge = find(state, "charges", chargePeriod(state, index));
  const start = now.current_period_end;
  const period = {
    current_period_end: addIntervals(start, interval === "one_time" ? "month" : interval, 1),
    current_period_start: start,
    latest_invoice: state.account.identifiers.idOf("invoices", charge),
    status: "active",
  };
  state.update("subscriptions", index, period, "customer.subscription.updated");
}

export function updateSubscription(state: WorldState, id: string, fields: Patch): void {
  const index = find(state, "subscriptions", id);
  const merged = withMergedMetadata(state, "subscriptions", index, fields);
  state.update("subscriptions", index, merged, "customer.subscription.updated");
}

/** Ends a subscription now. It stays readable; the event is called `deleted` all the same. */
export function cancelSubscription(state: WorldState, id: string, reason = "cancellation_requested"): void {
  const index = find(state, "subscriptions", id);
  const { status } = state.current("subscriptions", index) as { status: string };
  if (status === "canceled") refuse(`${id} is canceled already`, "cancel one that runs");
  const now = state.seconds();
  const ended = {
    cancel_at_period_end: false,
    canceled_at: now,
    cancellation_details: { comment: null, feedback: null, reason },
    ended_at: now,
    status: "canceled",
  };
  state.update("subscriptions", index, ended, "customer.subscription.deleted");
}

export function pauseSubscription(state: WorldState, id: string): void {
  state.update("subscriptions", find(state, "subscriptions", id), { status: "paused" }, "customer.subscription.paused");
}

export function resumeSubscription(state: WorldState, id: string): void {
  state.update(
    "subscriptions",
    find(state, "subscriptions", id),
    { status: "active" },
    "customer.subscription.resumed",
  );
}

/** Three days before a trial ends, Stripe says so; the subscription itself does not change. */
export function announceTrialEnd(state: WorldState, id: string): void {
  state.emit("customer.subscription.trial_will_end", "subscriptions", find(state, "subscriptions", id));
}

/** A change that waits for a payment is applied, or waits too long. */
export function endPendingUpdate(state: WorldState, id: string, how: "applied" | "expired"): void {
  const index = find(state, "subscriptions", id);
  const anchor = how === "applied" ? { billing_cycle_anchor: state.seconds() } : {};
  state.update(
    "subscriptions",
    index,
    { ...anchor, pending_update: null },
    `customer.subscription.pending_update_${how}`,
  );
}

/** A change begins to wait for a payment. */
export function beginPendingUpdate(state: WorldState, id: string): void {
  const expires = state.seconds() + 82_800;
  const pending = {
    billing_cycle_anchor: null,
    expires_at: expires,
    subscription_items: null,
    trial_end: null,
    trial_from_plan: null,
  };
  updateSubscription(state, id, { pending_update: pending });
}
