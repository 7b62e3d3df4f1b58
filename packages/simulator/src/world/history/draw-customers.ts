import type { Account } from "../account.ts";
import { Dice, mix } from "../mix.ts";
import { companions, published } from "../published.ts";
import type { Span } from "./draw-catalogue.ts";
import { drawMoment, inOrderOfTime } from "./time-order.ts";

/** A shop that moved to Stripe brought this many customers in one second: more than a page holds. */
const IMPORTED = 150;

/** `count` listable customers, two of them published; beside them a few that were deleted and a few that only test clocks know. */
export function drawCustomers(account: Account, count: number, span: Span): void {
  const dice = new Dice(mix(account.seed, 102));
  const generated = count - 2;
  const onTestClocks = account.livemode ? 0 : Math.floor(generated * 0.004);
  const deleted = Math.floor(generated * 0.006);
  const moved = span.start + Math.floor((span.end - span.start) * 0.05);
  const imported = generated > 10 * IMPORTED ? IMPORTED : 0;
  const times: number[] = [];
  for (let ordinal = 0; ordinal < generated + onTestClocks + deleted; ordinal += 1) {
    const before = times.at(-1);
    if (ordinal < imported) times.push(moved);
    else times.push(before !== undefined && dice.chance(0.02) ? before : drawMoment(dice, span.start, span.end));
  }
  times.push(published.customer.created, companions.subscriber.created);
  const { customers } = account.tables;
  for (const ordinal of inOrderOfTime(times)) {
    const onTestClock = ordinal >= generated && ordinal < generated + onTestClocks;
    const index = customers.add(times[ordinal] ?? span.start, { testClock: onTestClock ? 1 : 0 });
    const isDeleted = ordinal >= generated + onTestClocks && ordinal < times.length - 2;
    if (isDeleted) customers.change(index, { patch: {}, deleted: true, at: (times[ordinal] ?? 0) * 1000 });
    if (ordinal === times.length - 2) customers.fix(index, published.customer.id, published.customer);
    if (ordinal === times.length - 1) customers.fix(index, companions.subscriber.id, companions.subscriber.part);
  }
}
