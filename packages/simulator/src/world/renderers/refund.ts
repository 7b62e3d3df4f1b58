import { NONE, refundStatuses, type Account } from "../account.ts";
import type { StripeObject } from "../kinds.ts";
import { currencyAt } from "../money.ts";
import { paymentMethods } from "../payment-methods.ts";

const reasons = ["requested_by_customer", "duplicate", "fraudulent", null] as const;

/** Methods whose refunds show the details of a destination that has no fields. */
const bare = ["klarna", "afterpay_clearpay", "affirm", "zip", "paypal", "cashapp"];

/** A refund as it was made, in API version 2025-02-24.acacia. */
export function renderRefund(account: Account, index: number): StripeObject {
  const { refunds, charges, balance_transactions: transactions } = account.tables;
  const { columns } = refunds;
  const dice = account.diceFor("refunds", index, 2);
  const charge = columns.charge.at(index);
  const status = refundStatuses[columns.status.at(index)] ?? "succeeded";
  const transaction = columns.transaction.at(index);
  const failure = columns.failureTransaction.at(index);
  const method = paymentMethods[charges.columns.method.at(charge)]?.type ?? "card";
  return {
    id: refunds.idOf(index),
    object: "refund",
    amount: columns.amount.at(index),
    balance_transaction: transaction === NONE ? null : transactions.idOf(transaction),
    charge: charges.idOf(charge),
    created: refunds.created.at(index),
    currency: currencyAt(charges.columns.currency.at(charge)),
    destination_details: destination(method, status, dice.text(12, "0123456789")),
    ...(failure === NONE
      ? {}
      : { failure_balance_transaction: transactions.idOf(failure), failure_reason: "expired_or_canceled_card" }),
    metadata: dice.chance(0.15)
      ? { "Order #": String(1000 + charge).padStart(9, "0"), ticket: `RMA-${dice.below(99_999)}` }
      : {},
    payment_intent: account.identifiers.idOf("payment_intents", charge),
    reason: dice.pick(reasons),
    receipt_number: dice.chance(0.2) ? `${1000 + dice.below(9000)}-${1000 + dice.below(9000)}` : null,
    source_transfer_reversal: null,
    status,
    transfer_reversal: null,
  };
}

function destination(method: string, status: string, reference: string): StripeObject {
  if (bare.includes(method)) return { [method]: {}, type: method };
  if (method !== "card") return { type: method };
  const known = status === "succeeded";
  return {
    card: {
      ...(known ? { reference } : {}),
      reference_status: known ? "available" : "pending",
      reference_type: "acquirer_reference_number",
      type: "refund",
    },
    type: "card",
  };
}
