import type { Resource } from "../world/kinds.ts";

/** Fields that no policy leaves out: a row without them has lost something, if the object has them. */
export const essentialFields: Partial<Record<Resource, readonly string[]>> = {
  charges: [
    "id",
    "amount",
    "amount_refunded",
    "balance_transaction",
    "created",
    "currency",
    "customer",
    "disputed",
    "status",
  ],
  subscriptions: ["id", "created", "currency", "customer", "status"],
  refunds: ["id", "amount", "balance_transaction", "charge", "created", "currency", "status"],
  balance_transactions: ["id", "amount", "created", "currency", "fee", "net", "status", "type"],
  customers: ["id", "created"],
  prices: ["id", "active", "created", "currency", "product", "type", "unit_amount"],
};

type Condition = (object: Readonly<Record<string, unknown>>) => boolean;

/** Facts that the state of an object proves to have happened: an event dataset must have one row for each. */
export const provenFacts: Partial<Record<Resource, readonly (readonly [fact: string, holds: Condition])[]>> = {
  charges: [
    ["succeeded", ({ status, captured }) => status === "succeeded" && captured === true],
    ["failed", ({ status }) => status === "failed"],
  ],
  refunds: [
    ["succeeded", ({ status }) => status === "succeeded"],
    ["failed", ({ status }) => status === "failed"],
  ],
  subscriptions: [
    ["created", () => true],
    ["ended", ({ ended_at }) => ended_at !== null],
  ],
};
