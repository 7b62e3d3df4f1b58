import { NONE } from "../account.ts";
import { addTransaction } from "../balance.ts";
import type { WorldState } from "../world-state.ts";
import * as charges from "./charges.ts";
import * as customers from "./customers.ts";
import * as disputes from "./disputes.ts";
import * as prices from "./prices.ts";
import * as subscriptions from "./subscriptions.ts";

/** Pays out what is available: a balance transaction that no event names; `balance.available` is only a hint. */
function payOut(state: WorldState): void {
  addTransaction(
    state.account,
    state.createdFor("balance_transactions"),
    "payout",
    state.account.tables.balance_transactions.size,
  );
  state.revision += 1;
  state.announce({ type: "balance.available", resource: "balance", index: NONE });
}

const all = {
  createCharge: charges.createCharge,
  settleCharge: charges.settleCharge,
  captureCharge: charges.captureCharge,
  updateCharge: charges.updateCharge,
  changeChargeSilently: charges.changeChargeSilently,
  refundCharge: charges.refundCharge,
  settleRefund: charges.settleRefund,
  updateRefund: charges.updateRefund,
  createCustomer: customers.createCustomer,
  updateCustomer: customers.updateCustomer,
  deleteCustomer: customers.deleteCustomer,
  discountCustomer: customers.discountCustomer,
  changeCustomerSilently: customers.changeCustomerSilently,
  createSubscription: subscriptions.createSubscription,
  renewSubscription: subscriptions.renewSubscription,
  updateSubscription: subscriptions.updateSubscription,
  cancelSubscription: subscriptions.cancelSubscription,
  pauseSubscription: subscriptions.pauseSubscription,
  resumeSubscription: subscriptions.resumeSubscription,
  announceTrialEnd: subscriptions.announceTrialEnd,
  beginPendingUpdate: subscriptions.beginPendingUpdate,
  endPendingUpdate: subscriptions.endPendingUpdate,
  createPrice: prices.createPrice,
  updatePrice: prices.updatePrice,
  deletePrice: prices.deletePrice,
  createProduct: prices.createProduct,
  updateProduct: prices.updateProduct,
  disputeCharge: disputes.disputeCharge,
  submitEvidence: disputes.submitEvidence,
  closeDispute: disputes.closeDispute,
  payOut,
} as const;

type All = typeof all;
type Bound<Operation> = Operation extends (state: WorldState, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;

/** Everything that can be done to the account from outside, for tests and rehearsals; each throws SAEP-3004 if it cannot be. */
export type Operations = { readonly [Name in keyof All]: Bound<All[Name]> };

export type OperationName = keyof All;

export const operationNames = Object.keys(all) as readonly OperationName[];

/** What was done to a world, so that a later process can do the same again. */
export type OperationRecord =
  | { readonly at: number; readonly name: OperationName; readonly args: readonly unknown[] }
  /** From this moment (milliseconds since 1970) so much happens by itself. */
  | { readonly at: number; readonly name: "setChangesPerHour"; readonly args: readonly [changes: number] };

type AnyOperation = (state: WorldState, ...rest: readonly unknown[]) => unknown;

/** Operations that act at the moment of `state`, after everything that was due before them; `record` hears of each. */
export function bindOperations(
  state: WorldState,
  catchUp: () => void,
  record: (operation: OperationRecord) => void,
): Operations {
  const bound = operationNames.map((name) => [
    name,
    (...rest: readonly unknown[]) => {
      catchUp();
      const result = (all[name] as AnyOperation)(state, ...rest);
      // What happens by itself follows from the seed and needs no record.
      if (state.moment === undefined) record({ at: state.now(), name, args: rest });
      return result;
    },
  ]);
  return Object.fromEntries(bound) as Operations;
}

/** Does again what was done at another time. */
export function replayOperation(
  state: WorldState,
  operation: Exclude<OperationRecord, { readonly name: "setChangesPerHour" }>,
): void {
  state.moment = operation.at;
  try {
    (all[operation.name] as AnyOperation)(state, ...operation.args);
  } finally {
    state.moment = undefined;
  }
}
