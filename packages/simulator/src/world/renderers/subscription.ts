import { NONE, subscriptionStatuses, type Account } from "../account.ts";
import { subscriptionMetadata } from "../commerce-metadata.ts";
import type { StripeObject } from "../kinds.ts";
import { currencyAt } from "../money.ts";
import { itemPrices, itemQuantity, type RecurringPrices } from "../recurring-prices.ts";
import { isCommerceSubscription } from "./charge.ts";
import { planOf } from "./price.ts";

/** Lists inside an object show their first ten entries; the rest is behind their `url`. */
const NESTED_LIST = 10;

/** A price at this moment: items show their prices as they are, not as they were. */
export type PriceNow = (price: number) => StripeObject;

/** A subscription as it was made, in API version 2025-02-24.acacia. */
export function renderSubscription(
  account: Account,
  recurring: RecurringPrices,
  index: number,
  priceNow: PriceNow,
): StripeObject {
  const { subscriptions, customers, prices } = account.tables;
  const { columns } = subscriptions;
  const dice = account.diceFor("subscriptions", index, 2);
  const created = subscriptions.created.at(index);
  const status = subscriptionStatuses[columns.status.at(index)] ?? "active";
  const customer = columns.customer.at(index);
  const trialEnd = columns.trialEnd.at(index);
  const canceledAt = columns.canceledAt.at(index);
  const atPeriodEnd = columns.cancelAtPeriodEnd.at(index) === 1;
  const latestCharge = columns.latestCharge.at(index);
  const price = columns.price.at(index);
  const items = renderItems(account, recurring, index, priceNow);
  const commerce = isCommerceSubscription(account, index);
  const byInvoice = dice.chance(0.06);
  return {
    id: subscriptions.idOf(index),
    object: "subscription",
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: dice.chance(0.2), liability: null },
    billing_cycle_anchor: trialEnd === 0 ? created : trialEnd,
    billing_cycle_anchor_config: null,
    billing_thresholds: null,
    cancel_at: atPeriodEnd ? columns.periodEnd.at(index) : null,
    cancel_at_period_end: atPeriodEnd,
    canceled_at: canceledAt === 0 ? null : canceledAt,
    cancellation_details: cancellation(status, atPeriodEnd, dice.below(100)),
    collection_method: byInvoice ? "send_invoice" : "charge_automatically",
    created,
    currency: currencyAt(prices.columns.currency.at(price)),
    current_period_end: columns.periodEnd.at(index),
    current_period_start: columns.periodStart.at(index),
    customer: customers.idOf(customer),
    days_until_due: byInvoice ? 30 : null,
    default_payment_method: dice.chance(0.7) ? account.identifiers.idOf("payment_methods", 600_000_000 + index) : null,
    default_source: null,
    default_tax_rates: [],
    description: commerce
      ? `Subscription order #${String(1000 + index).padStart(9, "0")} by ${account.personOf(customer).name}`
      : null,
    discount: null,
    discounts: [],
    ended_at: endedAt(columns.endedAt.at(index)),
    invoice_settings: { account_tax_ids: null, issuer: { type: "self" } },
    items: nestedList(items, `/v1/subscription_items?subscription=${subscriptions.idOf(index)}`),
    latest_invoice: latestCharge === NONE ? null : account.identifiers.idOf("invoices", latestCharge),
    livemode: account.livemode,
    metadata: commerce
      ? subscriptionMetadata({ dice, number: 1000 + index, buyer: account.personOf(customer), guest: false, created })
      : {},
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: dice.pick(["off", "on_subscription"]),
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    // Set only where there is one item; no declaration of Stripe's has it, its answers do.
    ...(items.length === 1 ? { quantity: items[0]?.quantity ?? 1 } : {}),
    schedule: null,
    start_date: created,
    status,
    test_clock: null,
    transfer_data: null,
    trial_end: trialEnd === 0 ? null : trialEnd,
    trial_settings: { end_behavior: { missing_payment_method: status === "paused" ? "pause" : "create_invoice" } },
    trial_start: trialEnd === 0 ? null : created,
  };
}

function endedAt(seconds: number): number | null {
  return seconds === 0 ? null : seconds;
}

const feedbacks = ["too_expensive", "unused", "switched_service", "customer_service", null] as const;

function cancellation(status: string, atPeriodEnd: boolean, draw: number): StripeObject {
  if (status !== "canceled" && !atPeriodEnd) return { comment: null, feedback: null, reason: null };
  const unpaid = status === "canceled" && draw < 25;
  return {
    comment: draw > 90 ? "Maybe next year." : null,
    feedback: unpaid ? null : (feedbacks[draw % feedbacks.length] ?? null),
    reason: unpaid ? "payment_failed" : "cancellation_requested",
  };
}

/** Every item of a subscription, also those that the nested list does not show. */
export function renderItems(
  account: Account,
  recurring: RecurringPrices,
  index: number,
  priceNow: PriceNow,
): readonly StripeObject[] {
  const { subscriptions } = account.tables;
  return itemPrices(account, recurring, index).map((priceIndex, position) => {
    const price = priceNow(priceIndex);
    const metered = (price.recurring as StripeObject | null)?.usage_type === "metered";
    return {
      id: account.identifiers.idOf("subscription_items", index * 32 + position),
      object: "subscription_item",
      billing_thresholds: null,
      created: subscriptions.created.at(index) + 1,
      discounts: [],
      metadata: {},
      plan: planOf(price),
      price,
      ...(metered ? {} : { quantity: itemQuantity(account, index, position) }),
      subscription: subscriptions.idOf(index),
      tax_rates: [],
    };
  });
}

export function nestedList(all: readonly StripeObject[], url: string): StripeObject {
  const { length } = all;
  return { object: "list", data: all.slice(0, NESTED_LIST), has_more: length > NESTED_LIST, total_count: length, url };
}
