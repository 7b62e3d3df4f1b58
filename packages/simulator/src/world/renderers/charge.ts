import { chargeOutcomes, NONE, type Account } from "../account.ts";
import { chooseOrderNote, recurringOrder, type OrderNote } from "../commerce-metadata.ts";
import type { StripeObject } from "../kinds.ts";
import { Dice, mix } from "../mix.ts";
import { currencyAt } from "../money.ts";
import { paymentMethods } from "../payment-methods.ts";
import type { Person } from "../people.ts";

const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

const declines = [
  {
    code: "card_declined",
    reason: "insufficient_funds",
    advice: "try_again_later",
    network: "51",
    message: "Your card has insufficient funds.",
  },
  {
    code: "card_declined",
    reason: "generic_decline",
    advice: "try_again_later",
    network: "05",
    message: "Your card was declined.",
  },
  {
    code: "expired_card",
    reason: "expired_card",
    advice: "confirm_card_data",
    network: "54",
    message: "Your card has expired.",
  },
  {
    code: "incorrect_cvc",
    reason: "incorrect_cvc",
    advice: "confirm_card_data",
    network: "N7",
    message: "Your card's security code is incorrect.",
  },
  {
    code: "card_declined",
    reason: "stolen_card",
    advice: "do_not_try_again",
    network: "43",
    message: "Your card was declined.",
  },
] as const;

const nobody: StripeObject = {
  address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
  email: null,
  name: null,
  phone: null,
};

/** A charge as it was made, in API version 2025-02-24.acacia. */
export function renderCharge(account: Account, index: number): StripeObject {
  const { charges, balance_transactions: transactions, customers } = account.tables;
  const { columns } = charges;
  const dice = account.diceFor("charges", index, 2);
  const payer = account.payerOf(index);
  const amount = columns.amount.at(index);
  const outcome = chargeOutcomes[columns.outcome.at(index)] ?? "succeeded";
  const created = charges.created.at(index);
  const failed = outcome === "failed";
  const refunded = columns.refunded.at(index);
  const transaction = columns.transaction.at(index);
  const customer = columns.customer.at(index);
  const subscription = columns.subscription.at(index);
  const decline = failed ? dice.pick(declines) : undefined;
  const note = orderNote(account, index, payer, subscription);
  const type = paymentMethods[columns.method.at(index)];
  // Card buyers may stay anonymous; every other method needs to know who pays.
  const anonymous = type?.type === "card" && customer === NONE && dice.chance(0.3);
  const id = charges.idOf(index);
  return {
    id,
    object: "charge",
    amount,
    amount_captured: outcome === "succeeded" ? amount : 0,
    amount_refunded: refunded,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: transaction === NONE ? null : transactions.idOf(transaction),
    billing_details: anonymous ? nobody : billingDetails(payer, dice),
    calculated_statement_descriptor: type?.type === "card" ? "EXAMPLE SHOP" : null,
    captured: outcome === "succeeded",
    created,
    currency: currencyAt(columns.currency.at(index)),
    customer: customer === NONE ? null : customers.idOf(customer),
    description: note.description,
    disputed: columns.disputed.at(index) === 1,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    invoice: subscription === NONE ? null : account.identifiers.idOf("invoices", index),
    livemode: account.livemode,
    metadata: note.metadata,
    on_behalf_of: null,
    outcome: outcome === "pending" ? null : outcomeOf(dice, decline),
    paid: outcome === "succeeded" || outcome === "authorized",
    payment_intent: account.identifiers.idOf("payment_intents", index),
    payment_method: account.identifiers.idOf("payment_methods", index),
    payment_method_details: {
      [type?.type ?? "card"]: type?.details({
        dice,
        amount,
        country: payer.country,
        name: payer.name,
        email: payer.email,
        created,
        failed,
      }),
      type: type?.type ?? "card",
    },
    receipt_email: !anonymous && dice.chance(0.4) ? payer.email : null,
    receipt_number: dice.chance(0.2) ? `${1000 + dice.below(9000)}-${1000 + dice.below(9000)}` : null,
    receipt_url: failed ? null : receiptUrl(account, index),
    refunded: refunded === amount,
    review: null,
    shipping: !anonymous && dice.chance(0.25) ? shippingOf(payer, dice) : null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: outcome === "authorized" ? "succeeded" : outcome,
    transfer_data: null,
    transfer_group: dice.chance(0.02) ? `group_${dice.text(10, alphanumeric)}` : null,
  };
}

function orderNote(account: Account, index: number, buyer: Person, subscription: number): OrderNote {
  const dice = account.diceFor("charges", index, 3);
  const created = account.tables.charges.created.at(index);
  const guest = account.tables.charges.columns.customer.at(index) === NONE;
  const order = { dice, number: 1000 + index, buyer, guest, created };
  if (subscription === NONE) return chooseOrderNote(order);
  return isCommerceSubscription(account, subscription)
    ? recurringOrder(order)
    : { description: "Subscription update", metadata: {} };
}

/** Whether Stripe's module for Adobe Commerce made this subscription. */
export function isCommerceSubscription(account: Account, subscription: number): boolean {
  return mix(account.seed, 112, subscription) % 10 < 4;
}

function billingDetails(payer: Person, dice: Dice): StripeObject {
  const address = dice.chance(0.85) ? payer.address : nobody.address;
  return {
    address,
    email: dice.chance(0.9) ? payer.email : null,
    name: payer.name,
    phone: dice.chance(0.3) ? payer.phone : null,
  };
}

function shippingOf(payer: Person, dice: Dice): StripeObject {
  const sent = dice.chance(0.5);
  return {
    address: payer.address,
    carrier: sent ? dice.pick(["Fedex", "DHL", "USPS"]) : null,
    name: payer.name,
    phone: payer.phone,
    tracking_number: sent ? dice.text(12, "0123456789") : null,
  };
}

function outcomeOf(dice: Dice, decline: (typeof declines)[number] | undefined): StripeObject {
  const elevated = dice.chance(0.06);
  return {
    advice_code: decline?.advice ?? null,
    network_advice_code: null,
    network_decline_code: decline?.network ?? null,
    network_status: decline === undefined ? "approved_by_network" : "declined_by_network",
    reason: decline?.reason ?? null,
    risk_level: elevated ? "elevated" : "normal",
    risk_score: elevated ? 65 + dice.below(10) : dice.below(65),
    seller_message:
      decline === undefined ? "Payment complete." : "The bank did not return any further details with this decline.",
    type: decline === undefined ? "authorized" : "issuer_declined",
  };
}

/** A bearer link: whoever has it sees the receipt. `rotation` counts how often Stripe has replaced it. */
export function receiptUrl(account: Account, index: number, rotation = 0): string {
  const token = new Dice(mix(account.seed, 113, index, rotation)).text(72, alphanumeric);
  return `https://pay.stripe.com/receipts/payment/${token}`;
}
