import type { Account } from "../account.ts";
import { NONE } from "../account.ts";
import type { Resource, StripeObject } from "../kinds.ts";

type Rendering = (object: StripeObject, account: Account, index: number) => StripeObject;

/** What API version 2026-10-28.endive made of each resource since 2025-02-24.acacia; absent: nothing. */
const renderings: Partial<Record<Resource, Rendering>> = {
  charges: endiveCharge,
  subscriptions: endiveSubscription,
  refunds: endiveRefund,
  balance_transactions: (object) => ({ ...object, balance_type: "payments" }),
  customers: endiveCustomer,
  prices: endivePrice,
};

/** The acacia form of an object in the form of endive; deleted objects look alike in both. */
export function toEndive(account: Account, resource: Resource, index: number, object: StripeObject): StripeObject {
  const rendering = renderings[resource];
  return rendering === undefined || object.deleted === true ? object : rendering(object, account, index);
}

function part(object: StripeObject, name: string): StripeObject {
  return (object[name] ?? {}) as StripeObject;
}

function endiveCharge(object: StripeObject): StripeObject {
  const { invoice: _removed, ...kept } = object;
  const details = part(object, "payment_method_details");
  const card = details.card as StripeObject | undefined;
  const cardNow = card && {
    amount_authorized: null,
    authorization_code: null,
    electronic_commerce_indicator: null,
    network_transaction_id: null,
    regulated_status: null,
    transaction_link_id: null,
    ...card,
  };
  const outcome = object.outcome as StripeObject | null;
  const type = String(details.type);
  const traced = type === "ideal" || type === "cashapp";
  return {
    ...kept,
    billing_details: { tax_id: null, ...part(object, "billing_details") },
    outcome: outcome && { advice_code: null, network_advice_code: null, network_decline_code: null, ...outcome },
    payment_method_details: {
      ...details,
      ...(card === undefined ? {} : { card: cardNow }),
      ...(traced ? { [type]: { transaction_id: null, ...part(details, type) } } : {}),
    },
    source: object.source ?? null,
  };
}

function endivePrice(object: StripeObject): StripeObject {
  const recurring = object.recurring as StripeObject | null;
  if (recurring === null) return object;
  const { aggregate_usage: _removed, ...kept } = recurring;
  return { ...object, recurring: { meter: null, ...kept } };
}

function endivePlan(plan: StripeObject): StripeObject {
  const { aggregate_usage: _removed, ...kept } = plan;
  return { meter: null, ...kept };
}

function endiveItem(item: StripeObject, subscription: StripeObject): StripeObject {
  return {
    ...item,
    current_period_end: subscription.current_period_end,
    current_period_start: subscription.current_period_start,
    current_trial: null,
    discounts: item.discounts ?? [],
    plan: endivePlan(part(item, "plan")),
    price: endivePrice(part(item, "price")),
  };
}

function endiveSubscription(object: StripeObject): StripeObject {
  const {
    current_period_end: _end,
    current_period_start: _start,
    discount: _discount,
    quantity: _quantity,
    ...kept
  } = object;
  const { total_count: _count, ...items } = part(object, "items");
  const trialSettings = part(object, "trial_settings");
  return {
    ...kept,
    automatic_tax: { disabled_reason: null, ...part(object, "automatic_tax") },
    billing_cycle_anchor_config: object.billing_cycle_anchor_config ?? null,
    billing_mode: { flexible: null, type: "classic" },
    billing_schedules: [],
    cancellation_details: { feedback_option: null, ...part(object, "cancellation_details") },
    customer_account: null,
    discounts: object.discounts ?? [],
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      ...part(object, "invoice_settings"),
    },
    items: { ...items, data: (items.data as StripeObject[]).map((item) => endiveItem(item, object)) },
    managed_payments: null,
    pending_update: endivePendingUpdate(object.pending_update),
    trial_settings: {
      ...trialSettings,
      end_behavior: { billing_cycle_anchor: null, ...part(trialSettings, "end_behavior") },
    },
  };
}

function endivePendingUpdate(pending: unknown): StripeObject | null {
  if (typeof pending !== "object" || pending === null) return null;
  return { cancel_at_period_end: null, discount: null, discounts: null, metadata: null, ...pending };
}

/** A discount names its coupon by id, in its source. */
export function endiveDiscount(discount: StripeObject): StripeObject {
  const { coupon, ...kept } = discount;
  const { id } = coupon as StripeObject;
  return { ...kept, customer_account: null, source: { coupon: id, type: "coupon" } };
}

function endiveCustomer(object: StripeObject): StripeObject {
  const { discount } = object;
  return discount === null || discount === undefined
    ? object
    : { ...object, discount: endiveDiscount(discount as StripeObject) };
}

/** Fields that methods of refunds have gained. */
const refundReferences: Readonly<Record<string, StripeObject>> = {
  klarna: { reference: null, reference_status: null },
  afterpay_clearpay: { reference: null, reference_status: null },
  paypal: { network_decline_code: null, reference: null, reference_status: null },
};

function endiveRefund(object: StripeObject, account: Account, index: number): StripeObject {
  const { refunds, charges, customers } = account.tables;
  const charge = refunds.columns.charge.at(index);
  const customer = charges.columns.customer.at(charge);
  const details = part(object, "destination_details");
  const type = String(details.type);
  const gained = refundReferences[type];
  return {
    ...object,
    customer: customer === NONE ? null : customers.idOf(customer),
    customer_account: null,
    destination_details: gained === undefined ? details : { ...details, [type]: gained },
    payment_method: account.identifiers.idOf("payment_methods", charge),
  };
}
