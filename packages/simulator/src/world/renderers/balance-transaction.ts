import { NONE, transactionKinds, type Account } from "../account.ts";
import { DAY, midnightAfter } from "../calendar.ts";
import type { StripeObject } from "../kinds.ts";
import { currencyAt, exchangeRate, type Currency } from "../money.ts";

type Kind = (typeof transactionKinds)[number];

/** `type` and `reporting_category` of each kind of movement. */
const names: Readonly<Record<Kind, readonly [type: string, reportingCategory: string]>> = {
  charge: ["charge", "charge"],
  refund: ["refund", "refund"],
  refund_failure: ["refund_failure", "refund_failure"],
  dispute: ["adjustment", "dispute"],
  dispute_reversal: ["adjustment", "dispute_reversal"],
  payout: ["payout", "payout"],
  transfer: ["transfer", "transfer"],
  stripe_fee: ["stripe_fee", "fee"],
};

/** Incoming money can be paid out after this long, at midnight; outgoing money moves at once. */
const SETTLEMENT = 2 * DAY;

export function availableOn(account: Account, index: number): number {
  const { balance_transactions: transactions } = account.tables;
  const created = transactions.created.at(index);
  return transactions.columns.amount.at(index) < 0 ? created : midnightAfter(created + SETTLEMENT);
}

/**
 * A balance transaction at `now` (seconds): everything is fixed when it is made, except that `status` turns from `pending`
 * to `available` when its day has come, and Stripe tells nobody.
 */
export function renderBalanceTransaction(account: Account, index: number, now: number): StripeObject {
  const { balance_transactions: transactions } = account.tables;
  const { columns } = transactions;
  const kind = transactionKinds[columns.kind.at(index)] ?? "charge";
  const amount = columns.amount.at(index);
  const fee = columns.fee.at(index);
  const currency = currencyAt(columns.currency.at(index));
  const available = availableOn(account, index);
  const [type, category] = names[kind];
  return {
    id: transactions.idOf(index),
    object: "balance_transaction",
    amount,
    available_on: available,
    created: transactions.created.at(index),
    currency,
    description: kind === "payout" ? "STRIPE PAYOUT" : kind === "dispute" ? "Chargeback withdrawal" : null,
    exchange_rate: exchangeRate(presentmentCurrency(account, index)),
    fee,
    fee_details: fee === 0 ? [] : feeDetails(fee, currency, kind),
    net: amount - fee,
    reporting_category: category,
    source: sourceOf(account, kind, columns.source.at(index)),
    status: available <= now ? "available" : "pending",
    type,
  };
}

function feeDetails(fee: number, currency: Currency, kind: Kind): readonly StripeObject[] {
  const description = kind === "dispute" ? "Dispute fee" : "Stripe processing fees";
  return [{ amount: fee, application: null, currency, description, type: "stripe_fee" }];
}

/** The charge that a movement is about, or NONE. */
function chargeOfTransaction(account: Account, index: number): number {
  const { balance_transactions: transactions, refunds, disputes } = account.tables;
  const kind = transactionKinds[transactions.columns.kind.at(index)] ?? "charge";
  const source = transactions.columns.source.at(index);
  if (kind === "charge") return source;
  if (kind === "refund" || kind === "refund_failure") return refunds.columns.charge.at(source);
  return kind === "dispute" || kind === "dispute_reversal" ? disputes.columns.charge.at(source) : NONE;
}

function presentmentCurrency(account: Account, index: number): Currency {
  const charge = chargeOfTransaction(account, index);
  const { charges, balance_transactions: transactions } = account.tables;
  return currencyAt(charge === NONE ? transactions.columns.currency.at(index) : charges.columns.currency.at(charge));
}

function sourceOf(account: Account, kind: Kind, source: number): string | null {
  const { charges, refunds, disputes } = account.tables;
  if (kind === "charge") return charges.idOf(source);
  if (kind === "refund" || kind === "refund_failure") return refunds.idOf(source);
  if (kind === "dispute" || kind === "dispute_reversal") return disputes.idOf(source);
  return kind === "payout" ? account.identifiers.idOf("payouts", source) : null;
}
