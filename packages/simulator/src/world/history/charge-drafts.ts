import type { disputeStatuses, refundStatuses } from "../account.ts";
import { DAY } from "../calendar.ts";
import type { Dice } from "../mix.ts";

type RefundStatus = (typeof refundStatuses)[number];
type DisputeStatus = (typeof disputeStatuses)[number];

/** Charges before they are put in the order of time, with what follows from them; columns, because there may be millions. */
export interface ChargeDrafts {
  readonly time: number[];
  /** An index of `chargeOutcomes`. */
  readonly outcome: number[];
  /** A subscription's index, or NONE: a single sale. */
  readonly subscription: number[];
  /** Ordinal of the charge, moment, status and share of the amount of each refund. */
  readonly refunds: {
    readonly charge: number;
    readonly time: number;
    readonly status: RefundStatus;
    readonly share: number;
  }[];
  readonly disputes: { readonly charge: number; readonly time: number; readonly status: DisputeStatus }[];
}

/** What may still be made so that the account has exactly as many objects as were asked for. */
export interface Budget {
  left: number;
}

export function emptyDrafts(): ChargeDrafts {
  return { time: [], outcome: [], subscription: [], refunds: [], disputes: [] };
}

const outcomeShares = [
  ["succeeded", 89],
  ["failed", 10],
  ["pending", 1],
] as const;

/** What a refund costs: itself, its balance transaction, and one more when the money came back. */
const refundCost: Readonly<Record<RefundStatus, number>> = {
  succeeded: 2,
  failed: 3,
  pending: 1,
  canceled: 1,
  requires_action: 1,
};

/** Balance transactions of a dispute; the dispute itself is not one of the six. */
const disputeCost: Readonly<Record<DisputeStatus, number>> = { needs_response: 1, under_review: 1, lost: 1, won: 2 };

/** Adds a charge at `time` and what follows from it, and takes them from the budget, which must not be empty. */
export function addCharge(
  drafts: ChargeDrafts,
  dice: Dice,
  budget: Budget,
  facts: { readonly time: number; readonly subscription: number; readonly end: number },
): void {
  const drawn = budget.left === 1 ? "failed" : dice.weighted(outcomeShares);
  // A charge stays pending for days, not for years.
  const outcome = drawn === "pending" && facts.time < facts.end - 5 * DAY ? "succeeded" : drawn;
  const charge = drafts.time.length;
  drafts.time.push(facts.time);
  drafts.outcome.push(outcome === "succeeded" ? 0 : outcome === "failed" ? 1 : 2);
  drafts.subscription.push(facts.subscription);
  budget.left -= outcome === "succeeded" ? 2 : 1;
  if (outcome !== "succeeded") return;
  if (dice.chance(0.008)) dispute(drafts, dice, budget, { charge, ...facts });
  else if (dice.chance(0.085)) refund(drafts, dice, budget, { charge, ...facts });
}

interface Paid {
  readonly charge: number;
  readonly time: number;
  readonly end: number;
}

function refund(drafts: ChargeDrafts, dice: Dice, budget: Budget, paid: Paid): void {
  const shares = dice.weighted([
    [[1], 70],
    [[0.3], 20],
    [[0.25, 0.5], 7],
    [[0.4, 0.6], 3],
  ] as const);
  let time = paid.time;
  for (const share of shares) {
    time += 600 + Math.floor(dice.next() ** 3 * 40 * DAY);
    const status = refundStatus(dice, paid.end - time);
    if (time >= paid.end || budget.left < refundCost[status]) return;
    drafts.refunds.push({ charge: paid.charge, time, status, share });
    budget.left -= refundCost[status];
  }
}

function refundStatus(dice: Dice, age: number): RefundStatus {
  if (age < 4 * DAY && dice.chance(0.2)) return "pending";
  if (age < DAY) return "succeeded";
  return dice.weighted([
    ["succeeded", 95],
    ["failed", 3],
    ["canceled", 1],
    ["requires_action", 1],
  ] as const);
}

function dispute(drafts: ChargeDrafts, dice: Dice, budget: Budget, paid: Paid): void {
  const time = paid.time + 3 * DAY + dice.below(50 * DAY);
  const old = paid.end - time > 60 * DAY;
  const status = old ? dice.pick(["won", "lost"] as const) : dice.pick(["needs_response", "under_review"] as const);
  if (time >= paid.end || budget.left < disputeCost[status]) return;
  drafts.disputes.push({ charge: paid.charge, time, status });
  budget.left -= disputeCost[status];
}
