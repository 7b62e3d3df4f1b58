/** The six resources of the Stripe source, as Stripe's resource paths. */
export const resourceNames = [
  "charges",
  "subscriptions",
  "refunds",
  "balance_transactions",
  "customers",
  "prices",
] as const;

/** One of the six. */
export type ResourceName = (typeof resourceNames)[number];

/** What is the same sum on both sides: a money field, in minor units, added up by currency. */
export interface MoneySum {
  /** Stripe path of the integer amount in minor units. */
  readonly amount: string;
  /** Stripe path of its currency. */
  readonly currency: string;
}

/** All that shared code needs to know of a resource. Adding one is adding a row here, a sample and a decisions file. */
export interface Resource {
  readonly name: ResourceName;
  /** The value of the object's `object` field. */
  readonly object: string;
  readonly listPath: `/v1/${string}`;
  /**
   * Query parameters of each full listing: several entries mean several passes. Subscriptions hide canceled ones without
   * `status=all`; prices are documented as active only unless `active` is given.
   */
  readonly passes: readonly Readonly<Record<string, string>>[];
  /** Events after which an object of this resource is refetched; empty: the resource announces nothing. */
  readonly eventTypes: readonly string[];
  /** Fields that are read expanded: what an object needs of another one comes with it, in the same request. */
  readonly expand: readonly string[];
  /** Objects that change without an event, and the field with the unix second from which they may have. */
  readonly settles?: { readonly field: string; readonly whileEqual: string; readonly dueAt: string };
  /** Nested list objects that Stripe cuts at 10 and that are followed to their end. */
  readonly nestedLists: readonly string[];
  /** Whether objects can be erased at Stripe, and so become tombstones. */
  readonly deletable: boolean;
  /** The restricted-key permission that opens the list, as Stripe names it in a 403. */
  readonly permission: string;
  /** What reconciliation adds up. */
  readonly sums: readonly MoneySum[];
}

/** The table of the six. */
export const resources: Readonly<Record<ResourceName, Resource>> = {
  charges: {
    name: "charges",
    object: "charge",
    listPath: "/v1/charges",
    passes: [{}],
    eventTypes: [
      "charge.captured",
      "charge.expired",
      "charge.failed",
      "charge.pending",
      "charge.refunded",
      "charge.succeeded",
      "charge.updated",
      "charge.refund.updated",
      "charge.dispute.created",
      "charge.dispute.updated",
      "charge.dispute.closed",
      "charge.dispute.funds_withdrawn",
      "charge.dispute.funds_reinstated",
    ],
    expand: [],
    nestedLists: [],
    deletable: false,
    permission: "rak_charge_read",
    sums: [
      { amount: "amount", currency: "currency" },
      { amount: "amount_captured", currency: "currency" },
      { amount: "amount_refunded", currency: "currency" },
    ],
  },
  subscriptions: {
    name: "subscriptions",
    object: "subscription",
    listPath: "/v1/subscriptions",
    passes: [{ status: "all" }],
    eventTypes: [
      "customer.subscription.created",
      "customer.subscription.updated",
      "customer.subscription.deleted",
      "customer.subscription.paused",
      "customer.subscription.resumed",
      "customer.subscription.pending_update_applied",
      "customer.subscription.pending_update_expired",
      "customer.subscription.trial_will_end",
    ],
    expand: [],
    nestedLists: ["items"],
    deletable: false,
    permission: "rak_subscription_read",
    sums: [],
  },
  refunds: {
    name: "refunds",
    object: "refund",
    listPath: "/v1/refunds",
    passes: [{}],
    eventTypes: ["refund.created", "refund.updated", "refund.failed", "charge.refund.updated"],
    expand: ["charge"],
    nestedLists: [],
    deletable: false,
    permission: "rak_charge_read",
    sums: [{ amount: "amount", currency: "currency" }],
  },
  balance_transactions: {
    name: "balance_transactions",
    object: "balance_transaction",
    listPath: "/v1/balance_transactions",
    passes: [{}],
    eventTypes: [],
    expand: [],
    nestedLists: [],
    settles: { field: "status", whileEqual: "pending", dueAt: "available_on" },
    deletable: false,
    permission: "rak_balance_transaction_source_read",
    sums: [
      { amount: "amount", currency: "currency" },
      { amount: "fee", currency: "currency" },
      { amount: "net", currency: "currency" },
    ],
  },
  customers: {
    name: "customers",
    object: "customer",
    listPath: "/v1/customers",
    passes: [{}],
    eventTypes: [
      "customer.created",
      "customer.updated",
      "customer.deleted",
      "customer.discount.created",
      "customer.discount.updated",
      "customer.discount.deleted",
    ],
    expand: [],
    nestedLists: [],
    deletable: true,
    permission: "rak_customer_read",
    sums: [],
  },
  prices: {
    name: "prices",
    object: "price",
    listPath: "/v1/prices",
    passes: [{ active: "true" }, { active: "false" }],
    eventTypes: ["price.created", "price.updated", "price.deleted"],
    expand: [],
    nestedLists: [],
    deletable: true,
    permission: "rak_plan_read",
    sums: [],
  },
};

/** Whether a name from outside is one of the six. */
export function isResourceName(name: string): name is ResourceName {
  return (resourceNames as readonly string[]).includes(name);
}
