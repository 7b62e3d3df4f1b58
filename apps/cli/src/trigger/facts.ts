import type { ResourceName } from "@stripe-aep/core";

/** An operation of the simulator's control server; `{ result: 0 }` stands for what the first operation gave. */
export interface Operation {
  readonly name: string;
  readonly arguments: readonly unknown[];
}

/** One fact that a simulated account can be made to undergo, by the name of the event that announces it. */
export interface Fact {
  readonly name: string;
  /** The resource in whose dataset it shows. */
  readonly resource: ResourceName;
  readonly operations: readonly Operation[];
}

/** What an earlier operation of the same fact gave: an id. */
export interface EarlierResult {
  readonly result: number;
}

const first: EarlierResult = { result: 0 };
const second: EarlierResult = { result: 1 };

const does = (name: string, ...given: readonly unknown[]): Operation => ({ name, arguments: given });
const fact = (name: string, resource: ResourceName, ...operations: readonly Operation[]): Fact => ({
  name,
  resource,
  operations,
});

const charge = does("createCharge");
const customer = does("createCustomer");
const price = does("createPrice");
const subscription = does("createSubscription", { customer: first });
const metadata = { metadata: { triggered_by: "stripe-aep" } };

/** Each makes an object of its own first, so that it can be triggered at any time and disturbs nothing else. */
export const facts: readonly Fact[] = [
  fact("charge.succeeded", "charges", charge),
  fact("charge.failed", "charges", does("createCharge", { outcome: "failed" })),
  fact("charge.pending", "charges", does("createCharge", { outcome: "pending" })),
  fact(
    "charge.captured",
    "charges",
    does("createCharge", { outcome: "authorized" }),
    does("captureCharge", first, "captured"),
  ),
  fact(
    "charge.expired",
    "charges",
    does("createCharge", { outcome: "authorized" }),
    does("captureCharge", first, "expired"),
  ),
  fact("charge.updated", "charges", charge, does("updateCharge", first, metadata)),
  fact("charge.refunded", "charges", charge, does("refundCharge", first)),
  fact("charge.dispute.created", "charges", charge, does("disputeCharge", first)),
  fact("charge.dispute.closed", "charges", charge, does("disputeCharge", first), does("closeDispute", second, "won")),
  fact("refund.created", "refunds", charge, does("refundCharge", first)),
  fact("refund.updated", "refunds", charge, does("refundCharge", first), does("updateRefund", second, metadata)),
  fact(
    "refund.failed",
    "refunds",
    charge,
    does("refundCharge", first, { status: "pending" }),
    does("settleRefund", second, "failed"),
  ),
  fact("customer.created", "customers", customer),
  fact("customer.updated", "customers", customer, does("updateCustomer", first, metadata)),
  fact("customer.deleted", "customers", customer, does("deleteCustomer", first)),
  fact("customer.subscription.created", "subscriptions", customer, subscription),
  fact(
    "customer.subscription.updated",
    "subscriptions",
    customer,
    subscription,
    does("updateSubscription", second, metadata),
  ),
  fact("customer.subscription.paused", "subscriptions", customer, subscription, does("pauseSubscription", second)),
  fact(
    "customer.subscription.resumed",
    "subscriptions",
    customer,
    subscription,
    does("pauseSubscription", second),
    does("resumeSubscription", second),
  ),
  fact("customer.subscription.deleted", "subscriptions", customer, subscription, does("cancelSubscription", second)),
  fact("price.created", "prices", price),
  fact("price.updated", "prices", price, does("updatePrice", first, metadata)),
  fact("price.deleted", "prices", price, does("deletePrice", first)),
  fact("balance.available", "balance_transactions", does("payOut")),
];
