import type { Resource } from "../../src/world/kinds.ts";
import type { World } from "../../src/world/world.ts";

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read Stripe objects as JSON
export type Json = any;

export function objectsOf(world: World, resource: Resource): Json[] {
  return [...world.truth([resource])].filter(({ deleted }) => !deleted).map(({ object }) => object);
}

/** Everything in an account that names something that is not there, or money that does not add up. */
export function brokenReferences(world: World): string[] {
  const problems: string[] = [];
  const charges = objectsOf(world, "charges");
  const refunds = objectsOf(world, "refunds");
  const transactions = objectsOf(world, "balance_transactions");
  const subscriptions = objectsOf(world, "subscriptions");
  const exists = (resource: Resource, id: unknown): boolean =>
    world.account.tables[resource].indexOf(String(id)) !== undefined;
  const must = (condition: boolean, problem: string): void => {
    if (!condition) problems.push(problem);
  };
  const ofSource = new Map<string, Json[]>();
  for (const transaction of transactions) {
    ofSource.set(transaction.source, [...(ofSource.get(transaction.source) ?? []), transaction]);
    must(transaction.net === transaction.amount - transaction.fee, `${transaction.id}: net is not amount - fee`);
    const fees = transaction.fee_details.reduce((sum: number, { amount }: Json) => sum + Number(amount), 0);
    must(fees === transaction.fee, `${transaction.id}: fee details do not add up`);
  }
  const chargeById = new Map<string, Json>(charges.map((charge) => [charge.id, charge]));
  const refunded = new Map<string, number>();
  for (const refund of refunds) {
    must(exists("charges", refund.charge), `${refund.id}: no charge`);
    const charge = chargeById.get(refund.charge);
    must(charge !== undefined && charge.created <= refund.created, `${refund.id}: before its charge`);
    must(charge?.currency === refund.currency, `${refund.id}: other currency than its charge`);
    if (refund.status === "succeeded")
      refunded.set(refund.charge, (refunded.get(refund.charge) ?? 0) + Number(refund.amount));
    if (refund.balance_transaction !== null)
      must(exists("balance_transactions", refund.balance_transaction), `${refund.id}: no transaction`);
  }
  for (const charge of charges) {
    must(
      charge.amount_refunded === (refunded.get(charge.id) ?? 0),
      `${charge.id}: amount_refunded is not the sum of its refunds`,
    );
    must(
      charge.refunded === (charge.amount_refunded === charge.amount),
      `${charge.id}: refunded contradicts its amounts`,
    );
    if (charge.customer !== null) must(exists("customers", charge.customer), `${charge.id}: no customer`);
    if (charge.status !== "succeeded" || !charge.captured) {
      must(charge.balance_transaction === null, `${charge.id}: money moved for nothing`);
      continue;
    }
    must(exists("balance_transactions", charge.balance_transaction), `${charge.id}: no transaction`);
    must((ofSource.get(charge.id) ?? []).length === 1, `${charge.id}: not exactly one transaction is its own`);
  }
  for (const subscription of subscriptions) {
    must(exists("customers", subscription.customer), `${subscription.id}: no customer`);
    for (const { price } of subscription.items.data) {
      must(exists("prices", price.id), `${subscription.id}: no price`);
      must(price.created <= subscription.created, `${subscription.id}: its price is younger`);
      must(exists("products", price.product), `${price.id}: no product`);
    }
  }
  return problems;
}
