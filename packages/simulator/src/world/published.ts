import balanceTransaction from "@stripe-aep/schemas/samples/balance_transactions/published.json" with { type: "json" };
import charge from "@stripe-aep/schemas/samples/charges/published.json" with { type: "json" };
import customer from "@stripe-aep/schemas/samples/customers/published.json" with { type: "json" };
import price from "@stripe-aep/schemas/samples/prices/published.json" with { type: "json" };
import refund from "@stripe-aep/schemas/samples/refunds/published.json" with { type: "json" };
import subscription from "@stripe-aep/schemas/samples/subscriptions/published.json" with { type: "json" };
import type { StripeObject } from "./kinds.ts";

/** The six published samples, which stand word for word in every account. */
export const published = { balanceTransaction, charge, customer, price, refund, subscription };

/**
 * What the samples refer to, so that an account is whole: the fields that must be as the samples say; the rest of each
 * object is drawn like any other's. (The transfer that the balance transaction pays is of a kind this account cannot list.)
 */
export const companions = {
  subscriber: {
    id: subscription.customer,
    created: subscription.created - 2,
    part: { currency: subscription.currency } satisfies StripeObject,
  },
  subscribedPrice: {
    id: subscription.items.data[0]?.price.id ?? "",
    created: subscription.items.data[0]?.price.created ?? 0,
    part: subscription.items.data[0]?.price as StripeObject,
  },
  soldProduct: { id: price.product, created: price.created - 1 },
  subscribedProduct: { id: subscription.items.data[0]?.price.product ?? "", created: subscription.created - 3 },
  refundedCharge: {
    id: refund.charge,
    created: refund.created - 6_200,
    amount: refund.amount,
    part: {
      payment_intent: refund.payment_intent,
      amount_refunded: refund.amount,
      refunded: true,
    } satisfies StripeObject,
  },
  chargeTransaction: { id: charge.balance_transaction, created: charge.created },
  refundTransaction: { id: refund.balance_transaction, created: refund.created },
} as const;

/** Objects of the six resources that every account has: the samples and their companions, each with its transaction. */
export const smallestAccount = 12;

/** The newest of the samples: no account can begin before it, in seconds. */
export const newestSample = refund.created;
