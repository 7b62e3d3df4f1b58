import { intervals, NONE, priceSchemes, type Account } from "../account.ts";
import { Dice, mix } from "../mix.ts";
import { currencyNumber, minorUnitsOf, type Currency } from "../money.ts";
import { companions, published } from "../published.ts";
import { drawMoment, inOrderOfTime } from "./time-order.ts";

export interface Span {
  /** Unix seconds, both; the end is not part of it. */
  readonly start: number;
  readonly end: number;
}

const currencyShares: readonly (readonly [Currency, number])[] = [
  ["usd", 40],
  ["eur", 20],
  ["gbp", 10],
  ["jpy", 8],
  ["kwd", 5],
  ["cad", 4],
  ["aud", 4],
  ["sek", 3],
  ["brl", 2],
  ["bhd", 2],
  ["krw", 1],
  ["isk", 1],
];

/** How many prices share a currency and interval at least, so that a subscription can have more than ten items. */
const LONG_LIST = 14;

/** Products and `count` listable prices (the two published ones among them), and some inline ones that no list shows. */
export function drawCatalogue(account: Account, count: number, span: Span): void {
  const dice = new Dice(mix(account.seed, 101));
  const { products } = account.tables;
  const early: Span = { start: span.start, end: Math.floor(span.start + (span.end - span.start) * 0.6) };
  const productTimes = Array.from({ length: Math.ceil(count / 3) }, () => drawMoment(dice, early.start, early.end));
  productTimes.push(companions.soldProduct.created, companions.subscribedProduct.created);
  const fixedFrom = productTimes.length - 2;
  for (const ordinal of inOrderOfTime(productTimes)) {
    const index = products.add(productTimes[ordinal] ?? early.start, { active: 1 });
    if (ordinal === fixedFrom) products.fix(index, companions.soldProduct.id, {});
    if (ordinal === fixedFrom + 1) products.fix(index, companions.subscribedProduct.id, {});
  }
  const generated = count - 2;
  const inline = Math.ceil(generated * 0.15);
  const firstProduct = products.created.at(0) + 1;
  const times = Array.from({ length: generated + inline }, (_, ordinal) =>
    ordinal < LONG_LIST ? firstProduct + ordinal : drawMoment(dice, firstProduct, early.end),
  );
  times.push(published.price.created, companions.subscribedPrice.created);
  for (const ordinal of inOrderOfTime(times)) {
    const created = times[ordinal] ?? firstProduct;
    if (ordinal === times.length - 2) addPublishedPrice(account, created, published.price.id, published.price);
    else if (ordinal === times.length - 1)
      addPublishedPrice(account, created, companions.subscribedPrice.id, companions.subscribedPrice.part);
    else addPrice(account, dice, created, kindOf(ordinal, generated));
  }
}

type Interval = (typeof intervals)[number];
type Scheme = (typeof priceSchemes)[number];

interface PriceKind {
  /** Whether it is in the long list of monthly dollar prices. */
  readonly early: boolean;
  readonly inline: boolean;
  readonly certain: Certain;
}

interface Certain {
  readonly interval?: Interval;
  readonly scheme?: Scheme;
  readonly active?: boolean;
}

/** The first prices after the early ones: a small account has one of each kind too, before chance decides. */
const certainKinds: readonly Certain[] = [
  ...priceSchemes.map((scheme) => ({ interval: "month" as const, scheme })),
  { interval: "one_time" },
  { interval: "year", active: false },
  { interval: "one_time", active: false },
];

function kindOf(ordinal: number, generated: number): PriceKind {
  const inline = ordinal >= generated;
  const certain = inline ? undefined : certainKinds[ordinal - LONG_LIST];
  return { early: ordinal < LONG_LIST, inline, certain: certain ?? {} };
}

const intervalShares: readonly (readonly [Interval, number])[] = [
  ["month", 45],
  ["year", 15],
  ["week", 4],
  ["one_time", 36],
];

const schemeShares: readonly (readonly [Scheme, number])[] = [
  ["per_unit", 82],
  ["tiered", 6],
  ["fraction", 5],
  ["metered", 4],
  ["package", 3],
];

function addPublishedPrice(
  account: Account,
  created: number,
  id: string,
  part: Readonly<Record<string, unknown>>,
): void {
  const product = account.tables.products.indexOf(String(part.product)) ?? NONE;
  const row = { product, amount: 1000, currency: currencyNumber("usd"), interval: 1, active: 1, inline: 0, scheme: 0 };
  account.tables.prices.fix(account.tables.prices.add(created, row), id, { ...part });
}

function addPrice(account: Account, dice: Dice, created: number, { early, inline, certain }: PriceKind): void {
  const { prices, products } = account.tables;
  const currency = early ? "usd" : dice.weighted(currencyShares);
  const interval = early ? "month" : (certain.interval ?? dice.weighted(intervalShares));
  const plain = early || interval === "one_time";
  const scheme = plain ? "per_unit" : (certain.scheme ?? dice.weighted(schemeShares));
  const dollars = 4.99 + dice.below(60) + (interval === "year" ? 90 : 0);
  prices.add(created, {
    product: dice.below(Math.max(1, products.created.lowerBound(created + 1))),
    amount: minorUnitsOf(dollars, currency),
    currency: currencyNumber(currency),
    interval: intervals.indexOf(interval),
    active: (certain.active ?? (early || !dice.chance(0.22))) ? 1 : 0,
    inline: inline ? 1 : 0,
    scheme: priceSchemes.indexOf(scheme),
  });
}
