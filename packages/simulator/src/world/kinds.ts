/** Stripe's resource paths of what the world keeps in tables. */
export const resources = [
  "charges",
  "subscriptions",
  "refunds",
  "balance_transactions",
  "customers",
  "prices",
  "products",
  "disputes",
] as const;

export type Resource = (typeof resources)[number];

/** The six that a connector reads; the others are there because these refer to them. */
export const sourceResources = [
  "charges",
  "subscriptions",
  "refunds",
  "balance_transactions",
  "customers",
  "prices",
] as const satisfies readonly Resource[];

/** `object` of each resource. */
export const objectNames: Readonly<Record<Resource, string>> = {
  charges: "charge",
  subscriptions: "subscription",
  refunds: "refund",
  balance_transactions: "balance_transaction",
  customers: "customer",
  prices: "price",
  products: "product",
  disputes: "dispute",
};

export type ApiVersion = "2025-02-24.acacia" | "2026-10-28.endive";

/** The versions whose shapes this simulator knows; Stripe refuses others that it never released. */
export const apiVersions: readonly ApiVersion[] = ["2025-02-24.acacia", "2026-10-28.endive"];

/** A Stripe object, or a part of one. */
export type StripeObject = Record<string, unknown>;

/** Top-level fields that an object has now instead of those it was made with. */
export type Patch = Readonly<Record<string, unknown>>;
