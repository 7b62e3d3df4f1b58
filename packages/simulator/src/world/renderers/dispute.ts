import { disputeStatuses, NONE, type Account } from "../account.ts";
import { DAY } from "../calendar.ts";
import type { StripeObject } from "../kinds.ts";
import { currencyAt } from "../money.ts";

const reasons = [
  "fraudulent",
  "product_not_received",
  "duplicate",
  "subscription_canceled",
  "product_unacceptable",
  "general",
] as const;

/** A dispute as it was made. It is not read by itself: its events say that its charge has changed. */
export function renderDispute(account: Account, index: number): StripeObject {
  const { disputes, charges } = account.tables;
  const charge = disputes.columns.charge.at(index);
  const created = disputes.created.at(index);
  const status = disputeStatuses[disputes.columns.status.at(index)] ?? "needs_response";
  const transaction = disputes.columns.transaction.at(index);
  return {
    id: disputes.idOf(index),
    object: "dispute",
    amount: charges.columns.amount.at(charge),
    balance_transaction: transaction === NONE ? null : account.tables.balance_transactions.idOf(transaction),
    balance_transactions: [],
    charge: charges.idOf(charge),
    created,
    currency: currencyAt(charges.columns.currency.at(charge)),
    enhanced_eligibility_types: [],
    evidence: {},
    evidence_details: {
      due_by: created + 10 * DAY,
      has_evidence: status !== "needs_response",
      past_due: false,
      submission_count: 0,
    },
    is_charge_refundable: false,
    livemode: account.livemode,
    metadata: {},
    payment_intent: account.identifiers.idOf("payment_intents", charge),
    reason: reasons[disputes.columns.reason.at(index)] ?? "general",
    status,
  };
}
