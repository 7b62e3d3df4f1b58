import { intervals, NONE, subscriptionStatuses, type Account } from "../account.ts";
import { addIntervals, DAY, intervalSeconds } from "../calendar.ts";
import { Dice, mix } from "../mix.ts";
import { companions, published } from "../published.ts";
import { createRecurringPrices, type RecurringPrices } from "../recurring-prices.ts";
import type { Span } from "./draw-catalogue.ts";
import { inOrderOfTime } from "./time-order.ts";

type Status = (typeof subscriptionStatuses)[number];

interface SubscriptionDraft {
  readonly created: number;
  readonly price: number;
  readonly status: Status;
  readonly endedAt: number;
  readonly trialEnd: number;
}

const statusShares: readonly (readonly [Status, number])[] = [
  ["active", 68],
  ["canceled", 18],
  ["past_due", 4],
  ["trialing", 4],
  ["paused", 2],
  ["unpaid", 1.5],
  ["incomplete_expired", 1.5],
  ["incomplete", 1],
];

const TRIAL = 14 * DAY;

/** `count` subscriptions, one of them published, each to a customer and prices that are older than it is. */
export function drawSubscriptions(account: Account, count: number, span: Span): RecurringPrices {
  const recurring = createRecurringPrices(account);
  const { prices, customers } = account.tables;
  const oldest = Math.max(prices.created.at(recurring.all[0] ?? 0), customers.created.at(0)) + 1;
  const dice = new Dice(mix(account.seed, 103));
  // A small account has one of each status too, before chance decides.
  const certain = count > 40 ? statusShares.map(([status]) => status) : [];
  const drafts = Array.from({ length: count - 1 }, (_, ordinal) =>
    draft(account, recurring, dice, certain[ordinal] ?? dice.weighted(statusShares), { start: oldest, end: span.end }),
  );
  const times = [...drafts.map(({ created }) => created), published.subscription.created];
  for (const ordinal of inOrderOfTime(times)) {
    const drawn = drafts[ordinal];
    if (drawn === undefined) addPublished(account);
    else add(account, dice, drawn, span.end);
  }
  return recurring;
}

function draft(
  account: Account,
  recurring: RecurringPrices,
  dice: Dice,
  status: Status,
  span: Span,
): SubscriptionDraft {
  const late = recurring.all[dice.below(recurring.all.length)] ?? 0;
  const unit = intervalOf(account, late);
  const periods = Math.min(30, Math.floor(-Math.log(1 - dice.next()) * (unit === "month" ? 5 : 2)));
  const age = ageOf(status, dice, periods * intervalSeconds[unit]);
  const created = Math.max(span.start, span.end - Math.floor(age));
  const price = account.tables.prices.created.at(late) < created ? late : oldestRecurring(recurring);
  const lived = Math.floor((span.end - created) * (0.2 + 0.75 * dice.next()));
  const ended = status === "canceled" ? created + lived : status === "incomplete_expired" ? created + 82_800 : 0;
  const onTrial = status === "trialing" || status === "paused" || dice.chance(0.1);
  return { created, price, status, endedAt: Math.min(ended, span.end - 1), trialEnd: onTrial ? created + TRIAL : 0 };
}

function oldestRecurring(recurring: RecurringPrices): number {
  return recurring.all[0] ?? 0;
}

function intervalOf(account: Account, price: number): "month" | "year" | "week" | "day" {
  const interval = intervals[account.tables.prices.columns.interval.at(price)];
  return interval === undefined || interval === "one_time" ? "month" : interval;
}

/** How many seconds ago a subscription in this state began. */
function ageOf(status: Status, dice: Dice, whole: number): number {
  if (status === "trialing") return 1 + dice.below(TRIAL - 2);
  if (status === "incomplete") return 1 + dice.below(80_000);
  if (status === "paused") return TRIAL + 1 + dice.below(100 * DAY);
  return whole + DAY * 2 + dice.below(28 * DAY);
}

function add(account: Account, dice: Dice, drawn: SubscriptionDraft, end: number): void {
  const { subscriptions, customers } = account.tables;
  const interval = intervalOf(account, drawn.price);
  const until = drawn.endedAt === 0 ? end : drawn.endedAt;
  const anchor = drawn.trialEnd === 0 ? drawn.created : drawn.trialEnd;
  let periods = 0;
  while (addIntervals(anchor, interval, periods + 1) <= until) periods += 1;
  const inTrial = drawn.trialEnd > until;
  subscriptions.add(drawn.created, {
    customer: chooseCustomer(account, dice, customers.created.lowerBound(drawn.created + 1)),
    price: drawn.price,
    status: subscriptionStatuses.indexOf(drawn.status),
    items: dice.weighted([
      [1, 80],
      [2, 12],
      [3, 6],
      [12, 2],
    ] as const),
    periodStart: inTrial ? drawn.created : addIntervals(anchor, interval, periods),
    periodEnd: inTrial ? drawn.trialEnd : addIntervals(anchor, interval, periods + 1),
    canceledAt:
      drawn.status === "canceled"
        ? drawn.endedAt - (dice.chance(0.6) ? Math.min(3 * DAY, drawn.endedAt - drawn.created) : 0)
        : 0,
    endedAt: drawn.endedAt,
    trialEnd: drawn.trialEnd,
    cancelAtPeriodEnd: drawn.status === "active" && dice.chance(0.05) ? 1 : 0,
    latestCharge: NONE,
  });
}

/** One of the first `existing` customers, neither deleted nor on a test clock; a few of them buy everything. NONE if none is left. */
export function chooseCustomer(account: Account, dice: Dice, existing: number): number {
  const { customers } = account.tables;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const customer = Math.floor(existing * dice.next() ** (dice.chance(0.1) ? 3 : 1));
    if (customer < existing && customers.columns.testClock.at(customer) === 0 && !customers.isDeleted(customer))
      return customer;
  }
  return customers.indexOf(companions.subscriber.id) ?? NONE;
}

function addPublished(account: Account): void {
  const { subscriptions, customers, prices } = account.tables;
  const { subscription } = published;
  const index = subscriptions.add(subscription.created, {
    customer: customers.indexOf(companions.subscriber.id) ?? NONE,
    price: prices.indexOf(companions.subscribedPrice.id) ?? NONE,
    status: 0,
    items: 1,
    periodStart: subscription.current_period_start,
    periodEnd: subscription.current_period_end,
    canceledAt: 0,
    endedAt: 0,
    trialEnd: 0,
    cancelAtPeriodEnd: 0,
    latestCharge: NONE,
  });
  subscriptions.fix(index, subscription.id, subscription);
}
