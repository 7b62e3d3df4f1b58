import type { Resource } from "./kinds.ts";

/** A change of an object that has no event of its own. */
export interface UnannouncedChange {
  readonly resource: Resource;
  /** Where the object differs from what its last event said: a path of field names, and everything below it. */
  readonly path: string;
  readonly sentence: string;
  /** The events of another object that tell whoever reads them; absent: only reading the object again tells. */
  readonly announcedBy?: string;
}

/** Every change of this account that has no event of its own; whatever else changes is announced. */
export const unannouncedChanges: readonly UnannouncedChange[] = [
  {
    resource: "balance_transactions",
    path: "status",
    sentence: "Turns from pending to available at `available_on`; balance transactions have no events.",
  },
  {
    resource: "charges",
    path: "receipt_url",
    sentence: "The link is replaced now and then; `charge.updated` is sent for description and metadata only.",
  },
  { resource: "customers", path: "next_invoice_sequence", sentence: "Counts invoices, and no event tells." },
  {
    resource: "subscriptions",
    path: "items.data.price",
    sentence: "An item shows its price as it is; the event is the price's, which names no subscription.",
  },
  {
    resource: "subscriptions",
    path: "items.data.plan",
    sentence: "The legacy form of the item's price, and as silent.",
  },
  {
    resource: "charges",
    path: "amount_refunded",
    sentence: "Falls when a refund comes back.",
    announcedBy: "charge.refund.updated",
  },
  {
    resource: "charges",
    path: "refunded",
    sentence: "Falls when a refund comes back.",
    announcedBy: "charge.refund.updated",
  },
  {
    resource: "charges",
    path: "disputed",
    sentence: "Turns true with a dispute.",
    announcedBy: "charge.dispute.created",
  },
  {
    resource: "customers",
    path: "discount",
    sentence: "The discount has events, the customer has none.",
    announcedBy: "customer.discount.created, .updated, .deleted",
  },
];
