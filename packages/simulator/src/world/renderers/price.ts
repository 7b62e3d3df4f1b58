import { intervals, priceSchemes, type Account } from "../account.ts";
import type { StripeObject } from "../kinds.ts";
import { currencyAt } from "../money.ts";

/** A price as it was made, in API version 2025-02-24.acacia. */
export function renderPrice(account: Account, index: number): StripeObject {
  const { prices, products } = account.tables;
  const { columns } = prices;
  const dice = account.diceFor("prices", index, 2);
  const interval = intervals[columns.interval.at(index)] ?? "one_time";
  const scheme = priceSchemes[columns.scheme.at(index)] ?? "per_unit";
  const amount = columns.amount.at(index);
  const tiered = scheme === "tiered";
  // A fraction of a minor unit: `unit_amount` is null because only the decimal text can say it.
  const fraction = scheme === "fraction";
  const inline = columns.inline.at(index) === 1;
  return {
    id: prices.idOf(index),
    object: "price",
    active: columns.active.at(index) === 1,
    billing_scheme: tiered ? "tiered" : "per_unit",
    created: prices.created.at(index),
    currency: currencyAt(columns.currency.at(index)),
    custom_unit_amount: null,
    livemode: account.livemode,
    lookup_key: !inline && dice.chance(0.3) ? `plan_${index}` : null,
    metadata: dice.chance(0.3) ? { tier: dice.pick(["basic", "pro", "enterprise"]) } : {},
    nickname: dice.chance(0.5) ? `${dice.pick(["Basic", "Pro", "Team"])} ${interval}` : null,
    product: products.idOf(columns.product.at(index)),
    recurring:
      interval === "one_time"
        ? null
        : {
            aggregate_usage: scheme === "metered" ? "sum" : null,
            interval,
            interval_count: 1,
            meter: null,
            trial_period_days: null,
            usage_type: scheme === "metered" ? "metered" : "licensed",
          },
    tax_behavior: dice.pick(["unspecified", "exclusive", "inclusive"]),
    tiers_mode: tiered ? dice.pick(["graduated", "volume"]) : null,
    transform_quantity: scheme === "package" ? { divide_by: 10, round: "up" } : null,
    type: interval === "one_time" ? "one_time" : "recurring",
    unit_amount: tiered || fraction ? null : amount,
    unit_amount_decimal: tiered ? null : fraction ? `${amount}.${1 + dice.below(9)}25` : String(amount),
  };
}

/** The tiers of a tiered price, which Stripe shows only when `expand[]` asks for them. */
export function tiersOf(account: Account, index: number): readonly StripeObject[] | undefined {
  const { columns } = account.tables.prices;
  if (priceSchemes[columns.scheme.at(index)] !== "tiered") return undefined;
  const amount = columns.amount.at(index);
  const lower = Math.floor(amount * 0.8);
  return [
    {
      flat_amount: null,
      flat_amount_decimal: null,
      unit_amount: amount,
      unit_amount_decimal: String(amount),
      up_to: 10,
    },
    {
      flat_amount: null,
      flat_amount_decimal: null,
      unit_amount: lower,
      unit_amount_decimal: String(lower),
      up_to: null,
    },
  ];
}

/** The legacy plan that stands beside the price in every subscription item. */
export function planOf(price: StripeObject): StripeObject {
  const recurring = price.recurring as Readonly<Record<string, unknown>> | null;
  const { active, billing_scheme, created, currency, livemode, metadata, nickname, product, tiers_mode } = price;
  return {
    id: price.id,
    object: "plan",
    active,
    aggregate_usage: recurring?.aggregate_usage ?? null,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme,
    created,
    currency,
    interval: recurring?.interval ?? "month",
    interval_count: recurring?.interval_count ?? 1,
    livemode,
    metadata,
    meter: recurring?.meter ?? null,
    nickname,
    product,
    tiers_mode,
    transform_usage: null,
    trial_period_days: null,
    usage_type: recurring?.usage_type ?? "licensed",
  };
}

export function renderProduct(account: Account, index: number): StripeObject {
  const { products } = account.tables;
  const dice = account.diceFor("products", index, 2);
  const created = products.created.at(index);
  return {
    id: products.idOf(index),
    object: "product",
    active: products.columns.active.at(index) === 1,
    attributes: [],
    created,
    default_price: null,
    description: dice.chance(0.5) ? "Delivered every month" : null,
    features: [],
    images: [],
    livemode: account.livemode,
    marketing_features: [],
    metadata: {},
    name: `${dice.pick(["Coffee", "Tea", "Café crème", "Support", "Storage"])} ${index}`,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    type: "service",
    unit_label: null,
    updated: created,
    url: null,
  };
}
