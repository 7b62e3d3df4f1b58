import { intervals, type Account } from "./account.ts";
import { mix } from "./mix.ts";

/** Recurring prices by currency and interval, oldest first: what the items of one subscription are taken from. */
export interface RecurringPrices {
  /** Price indices that may stand together with `price`. */
  besides(price: number): readonly number[];
  /** All recurring prices, oldest first. */
  readonly all: readonly number[];
  add(price: number): void;
}

export function createRecurringPrices(account: Account): RecurringPrices {
  const groups = new Map<number, number[]>();
  const all: number[] = [];
  const { prices } = account.tables;
  const keyOf = (price: number): number =>
    prices.columns.currency.at(price) * intervals.length + prices.columns.interval.at(price);
  const add = (price: number): void => {
    if (prices.columns.interval.at(price) === 0) return;
    all.push(price);
    const group = groups.get(keyOf(price));
    if (group === undefined) groups.set(keyOf(price), [price]);
    else group.push(price);
  };
  for (let price = 0; price < prices.size; price += 1) add(price);
  return { besides: (price) => groups.get(keyOf(price)) ?? [], all, add };
}

/** The prices of a subscription's items, the first the one it was made for; all older than the subscription. */
export function itemPrices(account: Account, recurring: RecurringPrices, subscription: number): readonly number[] {
  const { subscriptions, prices } = account.tables;
  const first = subscriptions.columns.price.at(subscription);
  const count = subscriptions.columns.items.at(subscription);
  if (count <= 1) return [first];
  const created = subscriptions.created.at(subscription);
  const group = recurring.besides(first).filter((price) => prices.created.at(price) <= created);
  const start = group.indexOf(first);
  return Array.from(
    { length: Math.min(count, group.length) },
    (_, step) => group[(start + step) % group.length] ?? first,
  );
}

/** How many of the item at `position` are subscribed to. */
export function itemQuantity(account: Account, subscription: number, position: number): number {
  const seats = mix(account.seed, 111, subscription, position) % 100;
  return seats < 85 ? 1 : 2 + (seats % 5);
}
