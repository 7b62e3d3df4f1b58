import { chargeOutcomes, NONE, refundStatuses } from "../account.ts";
import { addTransaction, linkTransaction } from "../balance.ts";
import type { Patch } from "../kinds.ts";
import { currencyCodes, type Currency } from "../money.ts";
import { paymentMethods } from "../payment-methods.ts";
import { singleSale } from "../single-sale.ts";
import type { WorldState } from "../world-state.ts";
import { find, refuse } from "./find.ts";

/** What a new charge should be; whatever is left out is drawn as for any other sale. */
export interface NewCharge {
  readonly customer?: string | null;
  readonly subscription?: string;
  /** Minor units. */
  readonly amount?: number;
  readonly currency?: Currency;
  /** A `payment_method_details.type` that the account accepts. */
  readonly method?: string;
  readonly outcome?: (typeof chargeOutcomes)[number];
  /** Any other fields, as they shall stand in the object. */
  readonly fields?: Patch;
}

const events = {
  succeeded: "charge.succeeded",
  authorized: "charge.succeeded",
  failed: "charge.failed",
  pending: "charge.pending",
} as const;

/** Charges somebody; a succeeded charge has its balance transaction at once. Returns the charge's id. */
export function createCharge(state: WorldState, wanted: NewCharge = {}): string {
  const { charges, customers, subscriptions } = state.account.tables;
  const subscription = wanted.subscription === undefined ? NONE : find(state, "subscriptions", wanted.subscription);
  const subscriber = subscription === NONE ? NONE : subscriptions.columns.customer.at(subscription);
  const customer = typeof wanted.customer === "string" ? find(state, "customers", wanted.customer) : subscriber;
  if (customer !== NONE && customers.isDeleted(customer))
    refuse(`${customers.idOf(customer)} has been deleted`, "charge another customer");
  const drawn = singleSale(state.account, state.account.diceFor("charges", charges.size, 4), customer, charges.size);
  const outcome = wanted.outcome ?? "succeeded";
  const created = state.createdFor("charges");
  const index = charges.add(created, {
    customer,
    subscription,
    amount: wanted.amount ?? drawn.amount,
    currency: wanted.currency === undefined ? drawn.currency : currencyOf(wanted.currency),
    method: wanted.method === undefined ? drawn.method : methodOf(wanted.method),
    outcome: chargeOutcomes.indexOf(outcome),
    refunded: 0,
    transaction: NONE,
    disputed: 0,
  });
  if (outcome === "succeeded") linkTransaction(state.account, "charge", index, transact(state, "charge", index));
  if (wanted.fields !== undefined) state.replace("charges", index, wanted.fields);
  state.revision += 1;
  state.emit(events[outcome], "charges", index);
  return charges.idOf(index);
}

function currencyOf(currency: string): number {
  const number = currencyCodes.findIndex((code) => code === currency);
  return number >= 0 ? number : refuse(`the account takes no ${currency}`, `choose one of ${currencyCodes.join(", ")}`);
}

function methodOf(type: string): number {
  const number = paymentMethods.findIndex((method) => method.type === type);
  return number >= 0
    ? number
    : refuse(`the account takes no ${type}`, `choose one of ${paymentMethods.map((method) => method.type).join(", ")}`);
}

function transact(state: WorldState, kind: Parameters<typeof addTransaction>[2], source: number): number {
  return addTransaction(state.account, state.createdFor("balance_transactions"), kind, source);
}

/** A charge that was pending is paid, or is not. */
export function settleCharge(state: WorldState, id: string, outcome: "succeeded" | "failed"): void {
  const index = find(state, "charges", id);
  const charge = state.current("charges", index);
  if (charge.status !== "pending") refuse(`${id} is not pending`, "settle a charge that is");
  if (outcome === "failed") {
    const failure = { failure_code: "charge_expired", failure_message: "The payment did not arrive in time." };
    state.update("charges", index, { ...failure, paid: false, receipt_url: null, status: "failed" }, "charge.failed");
    return;
  }
  const transaction = state.account.tables.balance_transactions.idOf(transact(state, "charge", index));
  const paid = {
    amount_captured: charge.amount,
    balance_transaction: transaction,
    captured: true,
    paid: true,
    status: "succeeded",
  };
  state.update("charges", index, paid, "charge.succeeded");
}

/** An authorization is captured, or runs out and is given back. */
export function captureCharge(state: WorldState, id: string, how: "captured" | "expired"): void {
  const index = find(state, "charges", id);
  const charge = state.current("charges", index);
  if (charge.captured !== false || charge.status !== "succeeded" || charge.refunded === true) {
    refuse(`${id} is not an open authorization`, "capture or expire one that is");
  }
  if (how === "captured") {
    const transaction = state.account.tables.balance_transactions.idOf(transact(state, "charge", index));
    state.update(
      "charges",
      index,
      { amount_captured: charge.amount, balance_transaction: transaction, captured: true },
      "charge.captured",
    );
    return;
  }
  const refund = addRefund(state, index, Number(charge.amount), "succeeded");
  state.replace("refunds", refund, { reason: "expired_uncaptured_charge", balance_transaction: null });
  state.update("charges", index, { amount_refunded: charge.amount, refunded: true }, "charge.expired");
  state.emit("refund.created", "refunds", refund);
}

/** Description, metadata and the like: what `charge.updated` announces. Metadata keys are merged, an empty text removes one. */
export function updateCharge(state: WorldState, id: string, fields: Patch): void {
  const index = find(state, "charges", id);
  state.update("charges", index, withMergedMetadata(state, "charges", index, fields), "charge.updated");
}

/** Metadata as Stripe takes it: keys are merged one by one, and null or an empty text removes a key. */
export function withMergedMetadata(
  state: WorldState,
  resource: Parameters<WorldState["current"]>[0],
  index: number,
  fields: Patch,
): Patch {
  const wanted = fields.metadata;
  if (typeof wanted !== "object" || wanted === null) return fields;
  const merged = { ...(state.current(resource, index).metadata as Record<string, unknown>), ...wanted };
  return {
    ...fields,
    metadata: Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null && value !== "")),
  };
}

/** A receipt link is replaced: one of the changes that no event tells. */
export function changeChargeSilently(state: WorldState, id: string, fields: Patch): void {
  state.updateSilently("charges", find(state, "charges", id), fields);
}

function addRefund(state: WorldState, charge: number, amount: number, status: (typeof refundStatuses)[number]): number {
  const row = { charge, amount, status: refundStatuses.indexOf(status), transaction: NONE, failureTransaction: NONE };
  return state.account.tables.refunds.add(state.createdFor("refunds"), row);
}

/** Gives back all that is left of a charge, or `amount` minor units of it. Returns the refund's id. */
export function refundCharge(
  state: WorldState,
  id: string,
  wanted: { readonly amount?: number; readonly status?: "succeeded" | "pending"; readonly fields?: Patch } = {},
): string {
  const index = find(state, "charges", id);
  const charge = state.current("charges", index);
  const left = Number(charge.amount_captured) - Number(charge.amount_refunded) - pendingRefunds(state, index);
  const amount = wanted.amount ?? left;
  if (amount <= 0 || amount > left)
    refuse(`${id} has ${left} ${String(charge.currency)} left to refund, not ${amount}`, "refund less");
  const status = wanted.status ?? "succeeded";
  const refund = addRefund(state, index, amount, status);
  if (status === "succeeded") linkTransaction(state.account, "refund", refund, transact(state, "refund", refund));
  if (wanted.fields !== undefined) state.replace("refunds", refund, wanted.fields);
  state.revision += 1;
  state.emit("refund.created", "refunds", refund);
  if (status === "succeeded") countRefund(state, index, amount);
  return state.account.tables.refunds.idOf(refund);
}

/** Minor units of a charge that refunds under way will take. */
function pendingRefunds(state: WorldState, charge: number): number {
  const { refunds, charges } = state.account.tables;
  let sum = 0;
  for (let refund = refunds.created.lowerBound(charges.created.at(charge)); refund < refunds.size; refund += 1) {
    if (refunds.columns.charge.at(refund) !== charge) continue;
    const { status } = state.current("refunds", refund) as { status: string };
    if (status === "pending" || status === "requires_action") sum += refunds.columns.amount.at(refund);
  }
  return sum;
}

function countRefund(state: WorldState, charge: number, amount: number): void {
  const now = state.current("charges", charge);
  const refunded = Number(now.amount_refunded) + amount;
  state.update("charges", charge, { amount_refunded: refunded, refunded: refunded === now.amount }, "charge.refunded");
}

/** A refund under way arrives, fails or is canceled; a refund that arrived can still come back. */
export function settleRefund(state: WorldState, id: string, status: "succeeded" | "failed" | "canceled"): void {
  const index = find(state, "refunds", id);
  const { refunds, balance_transactions: transactions } = state.account.tables;
  const before = String(state.current("refunds", index).status);
  const charge = refunds.columns.charge.at(index);
  const amount = refunds.columns.amount.at(index);
  const open = before === "pending" || before === "requires_action";
  if (status === "succeeded") {
    if (!open) refuse(`${id} is ${before}`, "settle a refund that is under way");
    const transaction = transactions.idOf(transact(state, "refund", index));
    state.update("refunds", index, { balance_transaction: transaction, status }, "refund.updated");
    countRefund(state, charge, amount);
    return;
  }
  if (!open && !(before === "succeeded" && status === "failed"))
    refuse(`${id} is ${before}`, "choose a refund that can change so");
  if (open) {
    const reason = status === "failed" ? { failure_reason: "declined" } : {};
    state.update("refunds", index, { ...reason, status }, status === "failed" ? "refund.failed" : "refund.updated");
    return;
  }
  const back = transactions.idOf(transact(state, "refund_failure", index));
  state.update(
    "refunds",
    index,
    { failure_balance_transaction: back, failure_reason: "lost_or_stolen_card", status },
    "refund.failed",
  );
  const now = state.current("charges", charge);
  state.replace("charges", charge, { amount_refunded: Number(now.amount_refunded) - amount, refunded: false });
  state.emit("charge.refund.updated", "refunds", index);
}

export function updateRefund(state: WorldState, id: string, fields: Patch): void {
  const index = find(state, "refunds", id);
  state.update("refunds", index, withMergedMetadata(state, "refunds", index, fields), "refund.updated");
}
