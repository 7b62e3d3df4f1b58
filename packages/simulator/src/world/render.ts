import type { Account } from "./account.ts";
import { objectNames, type ApiVersion, type Patch, type Resource, type StripeObject } from "./kinds.ts";
import type { RecurringPrices } from "./recurring-prices.ts";
import { renderBalanceTransaction } from "./renderers/balance-transaction.ts";
import { renderCharge } from "./renderers/charge.ts";
import { renderCustomer } from "./renderers/customer.ts";
import { renderDispute } from "./renderers/dispute.ts";
import { toEndive } from "./renderers/endive.ts";
import { renderPrice, renderProduct } from "./renderers/price.ts";
import { renderRefund } from "./renderers/refund.ts";
import { renderSubscription } from "./renderers/subscription.ts";
import type { Change } from "./table.ts";

/** What objects are rendered from. */
export interface RenderContext {
  readonly account: Account;
  readonly recurring: RecurringPrices;
  /** Unix seconds: balance transactions become available by themselves. */
  readonly now: number;
}

type Renderer = (context: RenderContext, index: number) => StripeObject;

const renderers: Readonly<Record<Resource, Renderer>> = {
  charges: ({ account }, index) => renderCharge(account, index),
  subscriptions: (context, index) =>
    renderSubscription(context.account, context.recurring, index, (price) => renderNow(context, "prices", price)),
  refunds: ({ account }, index) => renderRefund(account, index),
  balance_transactions: ({ account, now }, index) => renderBalanceTransaction(account, index, now),
  customers: ({ account }, index) => renderCustomer(account, index),
  prices: ({ account }, index) => renderPrice(account, index),
  products: ({ account }, index) => renderProduct(account, index),
  disputes: ({ account }, index) => renderDispute(account, index),
};

/** An object as it was made: a published sample word for word, another one as it was drawn. */
function renderOriginal(context: RenderContext, resource: Resource, index: number): StripeObject {
  const fixed = context.account.tables[resource].fixedPart(index);
  if (fixed === undefined) return renderers[resource](context, index);
  const whole = "id" in fixed ? structuredClone(fixed) : { ...renderers[resource](context, index), ...fixed };
  return "livemode" in whole ? { ...whole, livemode: context.account.livemode } : whole;
}

/** An object with `patch` instead of the fields that it was made with. */
export function renderWith(
  context: RenderContext,
  resource: Resource,
  index: number,
  patch: Patch | undefined,
): StripeObject {
  const original = renderOriginal(context, resource, index);
  return patch === undefined ? original : { ...original, ...patch };
}

/** An object in the state that `change` left it in; a deleted one is its id and `deleted: true`. */
export function renderChanged(
  context: RenderContext,
  resource: Resource,
  index: number,
  change: Change | undefined,
): StripeObject {
  if (change?.deleted === true) {
    return { id: context.account.tables[resource].idOf(index), object: objectNames[resource], deleted: true };
  }
  return renderWith(context, resource, index, change?.patch);
}

/** An object as it is now, in API version 2025-02-24.acacia. */
export function renderNow(context: RenderContext, resource: Resource, index: number): StripeObject {
  return renderChanged(context, resource, index, context.account.tables[resource].changeOf(index));
}

export function inVersion(
  context: RenderContext,
  version: ApiVersion,
  resource: Resource,
  index: number,
  object: StripeObject,
): StripeObject {
  return version === "2025-02-24.acacia" ? object : toEndive(context.account, resource, index, object);
}
