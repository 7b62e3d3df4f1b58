import { intervals } from "../account.ts";
import type { Patch } from "../kinds.ts";
import { currencyNumber, type Currency } from "../money.ts";
import type { WorldState } from "../world-state.ts";
import { withMergedMetadata } from "./charges.ts";
import { find } from "./find.ts";

export interface NewPrice {
  readonly product?: string;
  /** Minor units. */
  readonly amount?: number;
  readonly currency?: Currency;
  readonly interval?: (typeof intervals)[number];
  /** Made inside a subscription or checkout: it can be retrieved, and no list shows it. */
  readonly inline?: boolean;
  readonly fields?: Patch;
}

/** A new price, of the newest product unless one is named. Returns the id. */
export function createPrice(state: WorldState, wanted: NewPrice = {}): string {
  const { prices, products } = state.account.tables;
  const product = wanted.product === undefined ? products.size - 1 : find(state, "products", wanted.product);
  const index = prices.add(state.createdFor("prices"), {
    product,
    amount: wanted.amount ?? 1500,
    currency: currencyNumber(wanted.currency ?? "usd"),
    interval: intervals.indexOf(wanted.interval ?? "month"),
    active: 1,
    inline: wanted.inline === true ? 1 : 0,
    scheme: 0,
  });
  state.recurring.add(index);
  if (wanted.fields !== undefined) state.replace("prices", index, wanted.fields);
  state.revision += 1;
  state.emit("price.created", "prices", index);
  return prices.idOf(index);
}

/** `{active: false}` takes a price out of the list that Stripe shows by default. */
export function updatePrice(state: WorldState, id: string, fields: Patch): void {
  const index = find(state, "prices", id);
  state.update("prices", index, withMergedMetadata(state, "prices", index, fields), "price.updated");
}

/** What the dashboard does with a price that was never used. */
export function deletePrice(state: WorldState, id: string): void {
  state.delete("prices", find(state, "prices", id), "price.deleted");
}

export function createProduct(state: WorldState, fields?: Patch): string {
  const { products } = state.account.tables;
  const index = products.add(state.createdFor("products"), { active: 1 });
  if (fields !== undefined) state.replace("products", index, fields);
  state.revision += 1;
  state.emit("product.created", "products", index);
  return products.idOf(index);
}

export function updateProduct(state: WorldState, id: string, fields: Patch): void {
  state.update("products", find(state, "products", id), { ...fields, updated: state.seconds() }, "product.updated");
}
