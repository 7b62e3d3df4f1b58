import { transactionKinds, type Account } from "./account.ts";
import { mix } from "./mix.ts";
import { currencyAt, currencyNumber, processingFee, settle, settlementCurrency } from "./money.ts";
import { published } from "./published.ts";

export type TransactionKind = (typeof transactionKinds)[number];

/** Adds one movement of the balance at `time` (seconds) and returns its index. */
export function addTransaction(account: Account, time: number, kind: TransactionKind, source: number): number {
  const money = moneyMoved(account, kind, source);
  return account.tables.balance_transactions.add(time, { kind: transactionKinds.indexOf(kind), source, ...money });
}

/** Tells an object that is just being made which movement is its own; one that exists already gets a patch instead. */
export function linkTransaction(account: Account, kind: TransactionKind, source: number, index: number): void {
  const { charges, refunds, disputes } = account.tables;
  if (kind === "charge") charges.columns.transaction.set(source, index);
  if (kind === "refund") refunds.columns.transaction.set(source, index);
  if (kind === "refund_failure") refunds.columns.failureTransaction.set(source, index);
  if (kind === "dispute") disputes.columns.transaction.set(source, index);
  if (kind === "dispute_reversal") disputes.columns.reversal.set(source, index);
}

const DISPUTE_FEE = 1500;

function moneyMoved(
  account: Account,
  kind: TransactionKind,
  source: number,
): { amount: number; fee: number; currency: number } {
  const { charges, refunds, disputes } = account.tables;
  const dollars = currencyNumber("usd");
  if (kind === "payout")
    return { amount: -(10_000 + (mix(account.seed, 107, source) % 900_000)), fee: 0, currency: dollars };
  if (kind === "transfer") return { amount: published.balanceTransaction.amount, fee: 0, currency: dollars };
  const isRefund = kind === "refund" || kind === "refund_failure";
  const charge =
    kind === "charge" ? source : isRefund ? refunds.columns.charge.at(source) : disputes.columns.charge.at(source);
  const currency = currencyAt(charges.columns.currency.at(charge));
  const amount = settle(isRefund ? refunds.columns.amount.at(source) : charges.columns.amount.at(charge), currency);
  const settled = currencyNumber(settlementCurrency(currency));
  if (kind === "charge") return { amount, fee: processingFee(amount, currency), currency: settled };
  const out = kind === "refund" || kind === "dispute";
  return { amount: out ? -amount : amount, fee: kind === "dispute" ? DISPUTE_FEE : 0, currency: settled };
}
