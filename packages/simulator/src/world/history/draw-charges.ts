import { intervals, NONE, subscriptionStatuses, type Account } from "../account.ts";
import { addIntervals } from "../calendar.ts";
import { Dice, mix } from "../mix.ts";
import { addCharge, emptyDrafts, type Budget, type ChargeDrafts } from "./charge-drafts.ts";
import type { Span } from "./draw-catalogue.ts";
import { drawMoment } from "./time-order.ts";

/** Subscriptions may take this share of the budget; single sales take the rest. */
const SUBSCRIPTION_SHARE = 0.45;

/** An invoice is finalized an hour after its period began, and paid then. */
const FINALIZATION = 3600;

/** So many sales are made in one second when a drop opens: more than a page holds. */
const DROP = 130;

/** Charges, with their refunds and disputes, until the budget is spent exactly. */
export function draftCharges(account: Account, budget: Budget, span: Span): ChargeDrafts {
  const dice = new Dice(mix(account.seed, 104));
  const drafts = emptyDrafts();
  const reserve = Math.floor(budget.left * (1 - SUBSCRIPTION_SHARE));
  for (let subscription = 0; subscription < account.tables.subscriptions.size; subscription += 1) {
    for (const time of billingMoments(account, subscription, span.end)) {
      if (budget.left <= reserve) break;
      addCharge(drafts, dice, budget, { time, subscription, end: span.end });
    }
  }
  const drop = drawMoment(dice, span.start, span.end);
  let inDrop = budget.left > 20 * DROP ? DROP : 0;
  let time = drop;
  while (budget.left > 0) {
    if (inDrop > 0) inDrop -= 1;
    else if (time === drop || !dice.chance(0.03)) time = drawMoment(dice, span.start, span.end);
    addCharge(drafts, dice, budget, { time, subscription: NONE, end: span.end });
  }
  return drafts;
}

/** When a subscription was billed; a published one, one in trial or one that never began was not. */
function billingMoments(account: Account, subscription: number, end: number): readonly number[] {
  const { subscriptions, prices } = account.tables;
  if (subscriptions.fixedPart(subscription) !== undefined) return [];
  const { columns } = subscriptions;
  const interval = intervals[prices.columns.interval.at(columns.price.at(subscription))] ?? "month";
  const status = subscriptionStatuses[columns.status.at(subscription)];
  if (status === "paused" || interval === "one_time") return [];
  const trialEnd = columns.trialEnd.at(subscription);
  const anchor = trialEnd === 0 ? subscriptions.created.at(subscription) : trialEnd;
  const endedAt = columns.endedAt.at(subscription);
  const until = endedAt === 0 ? end : endedAt;
  const moments: number[] = [];
  for (let period = 0; ; period += 1) {
    const moment = addIntervals(anchor, interval, period) + (period === 0 ? 0 : FINALIZATION);
    if (moment >= until) return moments;
    moments.push(moment);
  }
}
