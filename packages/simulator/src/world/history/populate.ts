import { SimulatorError } from "../../simulator-error.ts";
import type { Account } from "../account.ts";
import { DAY } from "../calendar.ts";
import { newestSample, smallestAccount } from "../published.ts";
import type { RecurringPrices } from "../recurring-prices.ts";
import { drawCatalogue, type Span } from "./draw-catalogue.ts";
import { draftCharges } from "./draw-charges.ts";
import { drawCustomers } from "./draw-customers.ts";
import { drawSubscriptions } from "./draw-subscriptions.ts";
import { addCharges, addDisputes, addRefunds, addTransactions } from "./settle-drafts.ts";

/** Before the oldest of the published samples. */
const FIRST_DAY = Date.UTC(2023, 0, 15) / 1000;

/**
 * Fills an account with exactly `objects` listable objects of the six resources, made between January 2023 and `now`
 * (seconds). Throws SAEP-3003 if that is fewer than the published samples and what they refer to, or before their time.
 */
export function populate(account: Account, objects: number, now: number): RecurringPrices {
  refuseImpossible(objects, now);
  const span: Span = { start: FIRST_DAY, end: now };
  const more = objects - smallestAccount;
  const prices = more < 20 ? 0 : Math.min(600, 24 + Math.floor(more * 0.002));
  const listedPrices = Math.min(prices, Math.floor(more * 0.1));
  const customers = Math.floor(more * 0.15);
  const subscriptions = Math.floor(more * 0.035);
  drawCatalogue(account, 2 + listedPrices, span);
  drawCustomers(account, 2 + customers, span);
  const recurring = drawSubscriptions(account, 1 + subscriptions, span);
  const left = more - listedPrices - customers - subscriptions;
  const payouts = weeklyPayouts(span, Math.floor(left * 0.02));
  const drafts = draftCharges(account, { left: left - payouts.length }, span);
  const chargeIndex = addCharges(account, drafts, recurring);
  addRefunds(account, drafts, chargeIndex);
  addDisputes(account, drafts, chargeIndex);
  addTransactions(account, payouts);
  return recurring;
}

function refuseImpossible(objects: number, now: number): void {
  if (!Number.isInteger(objects) || objects < smallestAccount) {
    const next = `ask for at least ${smallestAccount}: the published samples and what they refer to`;
    throw new SimulatorError("SAEP-3003", `an account of ${objects} objects cannot exist`, next);
  }
  if (now < newestSample + DAY) {
    throw new SimulatorError("SAEP-3003", "the clock stands before the published samples", "begin after 2023-08-26");
  }
}

function weeklyPayouts(span: Span, most: number): readonly number[] {
  const first = span.start + 30 * DAY;
  const weeks = Math.floor((span.end - first) / (7 * DAY));
  return Array.from({ length: Math.min(weeks, most) }, (_, week) => first + week * 7 * DAY);
}
