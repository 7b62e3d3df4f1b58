import { chargeOutcomes, disputeStatuses, NONE, refundStatuses, transactionKinds, type Account } from "../account.ts";
import { DAY } from "../calendar.ts";
import { addTransaction, linkTransaction, type TransactionKind } from "../balance.ts";
import { choosePaymentMethod } from "../payment-methods.ts";
import { singleSale, type ChargeRow } from "../single-sale.ts";
import { Dice, mix } from "../mix.ts";
import { currencyAt, currencyNumber } from "../money.ts";
import { companions, published } from "../published.ts";
import { itemPrices, itemQuantity, type RecurringPrices } from "../recurring-prices.ts";
import type { ChargeDrafts } from "./charge-drafts.ts";
import { chooseCustomer } from "./draw-subscriptions.ts";
import { inOrderOfTime } from "./time-order.ts";

const GUESTS = 0.22;

/** Puts drafted charges into their table, the published ones among them; returns the index that each draft was given. */
export function addCharges(account: Account, drafts: ChargeDrafts, recurring: RecurringPrices): Int32Array {
  const { charges, subscriptions } = account.tables;
  const dice = new Dice(mix(account.seed, 105));
  const times = [...drafts.time, published.charge.created, companions.refundedCharge.created];
  const indexOf = new Int32Array(times.length);
  for (const ordinal of inOrderOfTime(times)) {
    const created = times[ordinal] ?? 0;
    const subscription = drafts.subscription[ordinal] ?? NONE;
    const row =
      ordinal >= drafts.time.length
        ? publishedRow(ordinal === drafts.time.length)
        : drawRow(account, recurring, dice, created, subscription);
    const index = charges.add(created, {
      ...row,
      subscription,
      outcome: drafts.outcome[ordinal] ?? 0,
      refunded: 0,
      transaction: NONE,
      disputed: 0,
    });
    indexOf[ordinal] = index;
    if (subscription !== NONE) subscriptions.columns.latestCharge.set(subscription, index);
    if (ordinal === drafts.time.length) charges.fix(index, published.charge.id, published.charge);
    if (ordinal === drafts.time.length + 1)
      charges.fix(index, companions.refundedCharge.id, companions.refundedCharge.part);
  }
  return indexOf;
}

function publishedRow(isSample: boolean): ChargeRow {
  const amount = isSample ? published.charge.amount : companions.refundedCharge.amount;
  return { customer: NONE, amount, currency: currencyNumber("usd"), method: 0 };
}

function drawRow(
  account: Account,
  recurring: RecurringPrices,
  dice: Dice,
  created: number,
  subscription: number,
): ChargeRow {
  const { charges, subscriptions, customers, prices } = account.tables;
  if (subscription === NONE) {
    const existing = customers.created.lowerBound(created + 1);
    const customer = existing === 0 || dice.chance(GUESTS) ? NONE : chooseCustomer(account, dice, existing);
    return singleSale(account, dice, customer, charges.size);
  }
  const customer = subscriptions.columns.customer.at(subscription);
  const items = itemPrices(account, recurring, subscription);
  const amount = items.reduce(
    (sum, price, position) => sum + prices.columns.amount.at(price) * itemQuantity(account, subscription, position),
    0,
  );
  const currency = prices.columns.currency.at(items[0] ?? 0);
  return { customer, amount, currency, method: choosePaymentMethod(dice, account.personOf(customer).country, true) };
}

/** Refunds of what was paid, never more than that; `amount_refunded` is the sum of those that succeeded. */
export function addRefunds(account: Account, drafts: ChargeDrafts, chargeIndex: Int32Array): void {
  const { charges, refunds } = account.tables;
  const times = [...drafts.refunds.map(({ time }) => time), published.refund.created];
  for (const ordinal of inOrderOfTime(times)) {
    const draft = drafts.refunds[ordinal];
    const charge =
      draft === undefined
        ? (charges.indexOf(companions.refundedCharge.id) ?? NONE)
        : (chargeIndex[draft.charge] ?? NONE);
    const whole = charges.columns.amount.at(charge);
    const amount =
      draft === undefined ? published.refund.amount : shareOf(whole, draft.share, charges.columns.currency.at(charge));
    const status = draft?.status ?? "succeeded";
    const row = { charge, amount, status: refundStatuses.indexOf(status), transaction: NONE, failureTransaction: NONE };
    const index = refunds.add(times[ordinal] ?? 0, row);
    if (draft === undefined) refunds.fix(index, published.refund.id, published.refund);
    if (status === "succeeded") charges.columns.refunded.set(charge, charges.columns.refunded.at(charge) + amount);
  }
}

/** A part of an amount that Stripe would accept in that currency. */
function shareOf(whole: number, share: number, currency: number): number {
  if (share === 1) return whole;
  const step = currencyAt(currency) === "isk" ? 100 : ["kwd", "bhd"].includes(currencyAt(currency)) ? 10 : 1;
  return Math.max(step, Math.floor((whole * share) / step) * step);
}

export function addDisputes(account: Account, drafts: ChargeDrafts, chargeIndex: Int32Array): void {
  const { charges, disputes } = account.tables;
  const dice = new Dice(mix(account.seed, 106));
  for (const ordinal of inOrderOfTime(drafts.disputes.map(({ time }) => time))) {
    const draft = drafts.disputes[ordinal];
    if (draft === undefined) continue;
    const charge = chargeIndex[draft.charge] ?? NONE;
    const row = {
      charge,
      status: disputeStatuses.indexOf(draft.status),
      reason: dice.below(6),
      transaction: NONE,
      reversal: NONE,
    };
    disputes.add(draft.time, row);
    charges.columns.disputed.set(charge, 1);
  }
}

/** Every movement of the balance, in the order of time: of charges, refunds, disputes, and `payouts` weekly payouts. */
export function addTransactions(account: Account, payouts: readonly number[]): void {
  const { charges, refunds, disputes } = account.tables;
  const times: number[] = [];
  const kinds: TransactionKind[] = [];
  const sources: number[] = [];
  const plan = (time: number, kind: TransactionKind, source: number): void => {
    times.push(time);
    kinds.push(kind);
    sources.push(source);
  };
  for (let charge = 0; charge < charges.size; charge += 1) {
    if (chargeOutcomes[charges.columns.outcome.at(charge)] === "succeeded")
      plan(charges.created.at(charge), "charge", charge);
  }
  for (let refund = 0; refund < refunds.size; refund += 1) {
    const status = refundStatuses[refunds.columns.status.at(refund)];
    const created = refunds.created.at(refund);
    if (status === "succeeded" || status === "failed") plan(created, "refund", refund);
    if (status === "failed") plan(created + 60, "refund_failure", refund);
  }
  for (let dispute = 0; dispute < disputes.size; dispute += 1) {
    plan(disputes.created.at(dispute), "dispute", dispute);
    if (disputeStatuses[disputes.columns.status.at(dispute)] === "won")
      plan(disputes.created.at(dispute) + 40 * DAY, "dispute_reversal", dispute);
  }
  payouts.forEach((time, number) => plan(time, "payout", number));
  plan(published.balanceTransaction.created, "transfer", NONE);
  for (const ordinal of inOrderOfTime(times)) {
    const kind = kinds[ordinal];
    if (kind === undefined) continue;
    const source = sources[ordinal] ?? NONE;
    linkTransaction(account, kind, source, addTransaction(account, times[ordinal] ?? 0, kind, source));
  }
  fixPublishedTransactions(account);
}

function fixPublishedTransactions(account: Account): void {
  const { charges, refunds, balance_transactions: transactions } = account.tables;
  const sample = published.balanceTransaction;
  const ofCharge = charges.columns.transaction.at(charges.indexOf(published.charge.id) ?? NONE);
  const ofRefund = refunds.columns.transaction.at(refunds.indexOf(published.refund.id) ?? NONE);
  transactions.fix(ofCharge, companions.chargeTransaction.id, {});
  transactions.fix(ofRefund, companions.refundTransaction.id, {});
  for (let index = transactions.created.lowerBound(sample.created); index < transactions.size; index += 1) {
    if (transactionKinds[transactions.columns.kind.at(index)] !== "transfer") continue;
    transactions.fix(index, sample.id, sample);
    return;
  }
}
