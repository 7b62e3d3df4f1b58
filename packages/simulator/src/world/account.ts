import { createIdentifiers, type Identifiers } from "./identifiers.ts";
import type { ApiVersion, Resource } from "./kinds.ts";
import { Dice, mix } from "./mix.ts";
import { createPerson, type Person } from "./people.ts";
import { Table } from "./table.ts";

/** What happened to a charge when it was made. Positions are stored in columns. */
export const chargeOutcomes = ["succeeded", "failed", "pending", "authorized"] as const;
export const refundStatuses = ["succeeded", "pending", "failed", "canceled", "requires_action"] as const;
export const subscriptionStatuses = [
  "active",
  "canceled",
  "past_due",
  "trialing",
  "unpaid",
  "incomplete",
  "incomplete_expired",
  "paused",
] as const;
export const intervals = ["one_time", "month", "year", "week", "day"] as const;
export const priceSchemes = ["per_unit", "tiered", "fraction", "metered", "package"] as const;
export const transactionKinds = [
  "charge",
  "refund",
  "refund_failure",
  "dispute",
  "dispute_reversal",
  "payout",
  "transfer",
  "stripe_fee",
] as const;
export const disputeStatuses = ["needs_response", "under_review", "won", "lost"] as const;

/** An index column that points nowhere. */
export const NONE = -1;

function createTables(identifiers: Identifiers) {
  return {
    charges: new Table(
      "charges",
      {
        customer: "integer",
        subscription: "integer",
        amount: "integer",
        currency: "code",
        method: "code",
        outcome: "code",
        refunded: "integer",
        transaction: "integer",
        disputed: "code",
      },
      identifiers,
    ),
    subscriptions: new Table(
      "subscriptions",
      {
        customer: "integer",
        price: "integer",
        status: "code",
        items: "code",
        periodStart: "integer",
        periodEnd: "integer",
        canceledAt: "integer",
        endedAt: "integer",
        trialEnd: "integer",
        cancelAtPeriodEnd: "code",
        latestCharge: "integer",
      },
      identifiers,
    ),
    refunds: new Table(
      "refunds",
      { charge: "integer", amount: "integer", status: "code", transaction: "integer", failureTransaction: "integer" },
      identifiers,
    ),
    balance_transactions: new Table(
      "balance_transactions",
      { kind: "code", source: "integer", amount: "integer", fee: "integer", currency: "code" },
      identifiers,
    ),
    customers: new Table("customers", { testClock: "code" }, identifiers),
    prices: new Table(
      "prices",
      {
        product: "integer",
        amount: "integer",
        currency: "code",
        interval: "code",
        active: "code",
        inline: "code",
        scheme: "code",
      },
      identifiers,
    ),
    products: new Table("products", { active: "code" }, identifiers),
    disputes: new Table(
      "disputes",
      { charge: "integer", status: "code", reason: "code", transaction: "integer", reversal: "integer" },
      identifiers,
    ),
  } as const;
}

export type Tables = ReturnType<typeof createTables>;

/** One Stripe account in one mode: everything that its objects are rendered from. */
export interface Account {
  readonly seed: number;
  readonly identifiers: Identifiers;
  readonly livemode: boolean;
  /** The version in which the account's events are rendered. */
  readonly apiVersion: ApiVersion;
  readonly tables: Tables;
  /** Who the customer at `index` is. */
  personOf(customer: number): Person;
  /** Who pays the charge at `index`: its customer, or a guest. */
  payerOf(charge: number): Person;
  guestOf(charge: number): Person;
  /** The draws that belong to one object and one purpose. */
  diceFor(resource: Resource, index: number, purpose?: number): Dice;
}

const resourceNumbers: Readonly<Record<Resource, number>> = {
  charges: 11,
  subscriptions: 12,
  refunds: 13,
  balance_transactions: 14,
  customers: 15,
  prices: 16,
  products: 17,
  disputes: 18,
};

export function createAccount(options: {
  readonly seed: number;
  readonly livemode: boolean;
  readonly apiVersion: ApiVersion;
}): Account {
  const identifiers = createIdentifiers(options.seed);
  const tables = createTables(identifiers);
  const diceFor = (resource: Resource, index: number, purpose = 0): Dice =>
    new Dice(mix(options.seed, resourceNumbers[resource], index, purpose));
  const personOf = (customer: number): Person => createPerson(diceFor("customers", customer, 1), customer);
  const guestOf = (charge: number): Person => createPerson(diceFor("charges", charge, 1), 1_000_000_000 + charge);
  const payerOf = (charge: number): Person => {
    const customer = tables.charges.columns.customer.at(charge);
    return customer === NONE ? guestOf(charge) : personOf(customer);
  };
  return { ...options, identifiers, tables, personOf, payerOf, guestOf, diceFor };
}
