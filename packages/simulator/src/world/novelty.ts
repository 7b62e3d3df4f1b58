import type { Account } from "./account.ts";
import { resources, type Resource, type StripeObject } from "./kinds.ts";
import { mix } from "./mix.ts";

/** Shares of objects, from 0 to 1, in which Stripe is ahead of every declaration. */
export interface Novelty {
  readonly fields: number;
  readonly values: number;
}

export const plain: Novelty = { fields: 0, values: 0 };

/** A value of each resource that no declaration lists. */
const newValues: Partial<Record<Resource, StripeObject>> = {
  charges: {
    payment_method_details: { moonbeam_pay: { reference: "MB-1", settled_at: 1_790_000_000 }, type: "moonbeam_pay" },
  },
  subscriptions: { collection_method: "prepay" },
  refunds: { reason: "goodwill" },
  balance_transactions: { reporting_category: "stablecoin_conversion", type: "stablecoin_conversion" },
  customers: { tax_exempt: "partial" },
  prices: { tax_behavior: "deferred" },
};

/** The same objects are new in every answer, so that a reader who looks twice sees the same. Published ones never are. */
export function addNovelty(
  account: Account,
  novelty: Novelty,
  resource: Resource,
  index: number,
  object: StripeObject,
): StripeObject {
  if (novelty.fields === 0 && novelty.values === 0) return object;
  if (object.deleted === true || account.tables[resource].fixedPart(index) !== undefined) return object;
  const number = resources.indexOf(resource);
  const draw = (purpose: number): number => mix(account.seed, purpose, number, index) / 4294967296;
  return {
    ...object,
    ...(draw(401) < novelty.fields
      ? { loyalty_forecast: { points: index, tiers: ["new", { since: 2027 }] }, zzz_flag: true }
      : {}),
    ...(draw(402) < novelty.values ? newValues[resource] : {}),
  };
}
