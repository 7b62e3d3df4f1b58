import { NONE } from "../world/account.ts";
import type { StripeObject } from "../world/kinds.ts";
import type { World } from "../world/world.ts";

/** Kinds that the six resources refer to and that have no table: what `expand[]` shows of them. */
export type ReferencedKind = "payment_intents" | "invoices" | "payment_methods" | "payouts";

/** The main fields of an object that stands beside a charge; undefined if this account has no such object. */
export function renderReferenced(world: World, kind: ReferencedKind, id: string): StripeObject | undefined {
  const index = world.account.identifiers.indexOf(kind, id);
  return index === undefined ? undefined : renderings[kind](world, id, index);
}

type Rendering = (world: World, id: string, index: number) => StripeObject | undefined;

const renderings: Readonly<Record<ReferencedKind, Rendering>> = {
  payment_intents: (world, id, index) => {
    const charge = chargeAt(world, index);
    if (charge === undefined) return undefined;
    const succeeded = charge.captured === true;
    return {
      id,
      object: "payment_intent",
      amount: charge.amount,
      amount_capturable: charge.status === "succeeded" && !succeeded ? charge.amount : 0,
      amount_received: charge.amount_captured,
      capture_method: "automatic",
      created: charge.created,
      currency: charge.currency,
      customer: charge.customer,
      description: charge.description,
      invoice: charge.invoice,
      latest_charge: charge.id,
      livemode: charge.livemode,
      metadata: charge.metadata,
      payment_method: charge.payment_method,
      receipt_email: charge.receipt_email,
      status: succeeded ? "succeeded" : charge.status === "failed" ? "requires_payment_method" : "processing",
    };
  },
  invoices: (world, id, index) => {
    const charge = chargeAt(world, index);
    if (charge === undefined) return undefined;
    const { charges, subscriptions } = world.account.tables;
    const subscription = charges.columns.subscription.at(index);
    return {
      id,
      object: "invoice",
      amount_due: charge.amount,
      amount_paid: charge.amount_captured,
      charge: charge.id,
      created: charge.created,
      currency: charge.currency,
      customer: charge.customer,
      livemode: charge.livemode,
      metadata: {},
      status: charge.paid === true ? "paid" : "open",
      subscription: subscription === NONE ? null : subscriptions.idOf(subscription),
      total: charge.amount,
    };
  },
  payment_methods: (world, id, index) => {
    const charge = chargeAt(world, index);
    const details = charge?.payment_method_details as { readonly type: string } | undefined;
    const type = details?.type ?? "card";
    return {
      id,
      object: "payment_method",
      billing_details: charge?.billing_details ?? { address: null, email: null, name: null, phone: null },
      created: charge?.created ?? 0,
      customer: charge?.customer ?? null,
      livemode: world.account.livemode,
      metadata: {},
      type,
      [type]: {},
    };
  },
  payouts: (world, id) => ({
    id,
    object: "payout",
    currency: "usd",
    livemode: world.account.livemode,
    status: "paid",
    type: "bank_account",
  }),
};

function chargeAt(world: World, index: number): StripeObject | undefined {
  return index < world.account.tables.charges.size ? world.render("charges", index) : undefined;
}
