import type { chargeOutcomes, refundStatuses, subscriptionStatuses } from "./account.ts";
import type { Resource } from "./kinds.ts";
import { Dice, mix } from "./mix.ts";
import type { Operations } from "./operations/index.ts";
import { receiptUrl } from "./renderers/charge.ts";
import type { WorldState } from "./world-state.ts";

type Mutation = (state: WorldState, operations: Operations, dice: Dice) => void;

/** One of the objects of a resource for which `fits` holds, new ones likelier; undefined if a few tries find none. */
function choose(
  state: WorldState,
  dice: Dice,
  resource: Resource,
  fits: (object: Readonly<Record<string, unknown>>, index: number) => boolean,
): string | undefined {
  const table = state.account.tables[resource];
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const index = table.size - 1 - Math.floor(table.size * dice.next() ** 2);
    if (index < 0 || table.fixedPart(index) !== undefined || table.isDeleted(index)) continue;
    if (fits(state.current(resource, index), index)) return table.idOf(index);
  }
  return undefined;
}

function onListedCustomer(state: WorldState, dice: Dice): string | undefined {
  const { testClock } = state.account.tables.customers.columns;
  return choose(state, dice, "customers", (_, index) => testClock.at(index) === 0);
}

const isRunning = ({ status }: Readonly<Record<string, unknown>>): boolean =>
  ["active", "trialing", "past_due"].includes(String(status));

/** What happens in an account by itself, with its share: every event type of the six resources has a row that leads to it. */
export const mutations: readonly (readonly [name: string, mutation: Mutation, weight: number])[] = [
  [
    "somebody buys",
    (state, { createCharge }, dice) => {
      const customer = dice.chance(0.7) ? onListedCustomer(state, dice) : undefined;
      createCharge({
        ...(customer === undefined ? {} : { customer }),
        outcome: dice.weighted([
          ["succeeded", 86],
          ["failed", 9],
          ["pending", 3],
          ["authorized", 2],
        ] as const satisfies readonly (readonly [(typeof chargeOutcomes)[number], number])[]),
      });
    },
    30,
  ],
  [
    "a pending charge is decided",
    (state, { settleCharge }, dice) => {
      const id = choose(state, dice, "charges", ({ status }) => status === "pending");
      if (id !== undefined) settleCharge(id, dice.chance(0.8) ? "succeeded" : "failed");
    },
    4,
  ],
  [
    "an authorization is captured or expires",
    (state, { captureCharge }, dice) => {
      const id = choose(
        state,
        dice,
        "charges",
        ({ status, captured, refunded }) => status === "succeeded" && captured === false && refunded === false,
      );
      if (id !== undefined) captureCharge(id, dice.chance(0.8) ? "captured" : "expired");
    },
    3,
  ],
  [
    "the shop writes the order number late",
    (state, { updateCharge }, dice) => {
      const id = choose(
        state,
        dice,
        "charges",
        ({ metadata, captured }) => captured === true && (metadata as Record<string, string>)["Order #"] === undefined,
      );
      const number = String(dice.below(1_000_000)).padStart(9, "0");
      if (id !== undefined)
        updateCharge(id, {
          description: `Order #${number} by the buyer`,
          metadata: { "Order #": number, "Original Order #": "" },
        });
    },
    8,
  ],
  [
    "a charge is refunded",
    (state, { refundCharge }, dice) => {
      const id = choose(
        state,
        dice,
        "charges",
        (charge) => charge.captured === true && charge.amount_refunded === 0 && charge.disputed === false,
      );
      if (id === undefined || hasOpenRefund(state, id)) return;
      refundCharge(id, { status: dice.chance(0.85) ? "succeeded" : "pending" });
    },
    7,
  ],
  [
    "a refund arrives, fails or is canceled",
    (state, { settleRefund }, dice) => {
      const id = choose(state, dice, "refunds", ({ status }) => status === "pending");
      if (id !== undefined)
        settleRefund(
          id,
          dice.weighted([
            ["succeeded", 8],
            ["failed", 1],
            ["canceled", 1],
          ] as const satisfies readonly (readonly [
            Exclude<(typeof refundStatuses)[number], "pending" | "requires_action">,
            number,
          ])[]),
        );
    },
    3,
  ],
  [
    "a refund comes back",
    (state, { settleRefund }, dice) => {
      const id = choose(
        state,
        dice,
        "refunds",
        ({ status, balance_transaction }) => status === "succeeded" && balance_transaction !== null,
      );
      if (id !== undefined) settleRefund(id, "failed");
    },
    1,
  ],
  [
    "a refund gets a note",
    (state, { updateRefund }, dice) => {
      const id = choose(state, dice, "refunds", () => true);
      if (id !== undefined) updateRefund(id, { metadata: { ticket: `RMA-${dice.below(99_999)}` } });
    },
    2,
  ],
  [
    "a charge is disputed",
    (state, { disputeCharge }, dice) => {
      const id = choose(
        state,
        dice,
        "charges",
        ({ captured, disputed, refunded }) => captured === true && disputed === false && refunded === false,
      );
      if (id !== undefined) disputeCharge(id);
    },
    1,
  ],
  [
    "a dispute goes on",
    (state, { submitEvidence, closeDispute }, dice) => {
      const id = choose(
        state,
        dice,
        "disputes",
        ({ status }) => status === "needs_response" || status === "under_review",
      );
      if (id === undefined) return;
      if (dice.chance(0.4)) submitEvidence(id);
      else closeDispute(id, dice.pick(["won", "lost"]));
    },
    1.5,
  ],
  ["somebody registers", (_state, { createCustomer }) => void createCustomer(), 8],
  [
    "a customer changes",
    (state, { updateCustomer }, dice) => {
      const id = onListedCustomer(state, dice);
      if (id !== undefined)
        updateCustomer(
          id,
          dice.chance(0.5)
            ? { phone: `+1555${dice.text(7, "0123456789")}` }
            : { metadata: { segment: dice.pick(["a", "b", "c"]) } },
        );
    },
    8,
  ],
  [
    "a customer is discounted, or no longer",
    (state, { discountCustomer }, dice) => {
      const id = onListedCustomer(state, dice);
      if (id !== undefined) discountCustomer(id, dice.chance(0.7) ? 5 + dice.below(40) : null);
    },
    1,
  ],
  [
    "a customer is deleted",
    (state, { deleteCustomer }, dice) => {
      const id = onListedCustomer(state, dice);
      if (id !== undefined) deleteCustomer(id);
    },
    1,
  ],
  [
    "somebody subscribes",
    (state, { createSubscription }, dice) => {
      const customer = onListedCustomer(state, dice);
      if (customer === undefined || state.recurring.all.length === 0) return;
      createSubscription({
        customer,
        items: dice.chance(0.05) ? 12 : 1,
        ...(dice.chance(0.2) ? { trialDays: 14 } : {}),
      });
    },
    5,
  ],
  [
    "a subscription is renewed",
    (state, { renewSubscription }, dice) => {
      const id = choose(state, dice, "subscriptions", isRunning);
      if (id !== undefined) renewSubscription(id);
    },
    6,
  ],
  ["a subscription changes", (state, operations, dice) => changeSubscription(state, operations, dice), 4],
  [
    "a subscription is canceled",
    (state, { cancelSubscription }, dice) => {
      const id = choose(state, dice, "subscriptions", isRunning);
      if (id !== undefined) cancelSubscription(id, dice.chance(0.3) ? "payment_failed" : "cancellation_requested");
    },
    2,
  ],
  ["a price changes", (state, operations, dice) => changePrice(state, operations, dice), 3],
  [
    "a receipt link is replaced, and nobody is told",
    (state, { changeChargeSilently }, dice) => {
      const id = choose(state, dice, "charges", ({ captured }) => captured === true);
      const index = id === undefined ? undefined : state.account.tables.charges.indexOf(id);
      if (id !== undefined && index !== undefined)
        changeChargeSilently(id, { receipt_url: receiptUrl(state.account, index, 1 + dice.below(1000)) });
    },
    1,
  ],
  [
    "an invoice number is used up, and nobody is told",
    (state, { changeCustomerSilently }, dice) => {
      const id = onListedCustomer(state, dice);
      if (id !== undefined) changeCustomerSilently(id, { next_invoice_sequence: 20 + dice.below(1000) });
    },
    1,
  ],
  ["money is paid out", (_state, { payOut }) => payOut(), 0.5],
];

function hasOpenRefund(state: WorldState, charge: string): boolean {
  const { refunds, charges } = state.account.tables;
  const index = charges.indexOf(charge) ?? -1;
  for (let refund = refunds.created.lowerBound(charges.created.at(index)); refund < refunds.size; refund += 1) {
    if (refunds.columns.charge.at(refund) === index) return true;
  }
  return false;
}

function changeSubscription(state: WorldState, operations: Operations, dice: Dice): void {
  const id = choose(
    state,
    dice,
    "subscriptions",
    ({ status }) => status === "active" || status === "paused" || status === "trialing",
  );
  const index = id === undefined ? undefined : state.account.tables.subscriptions.indexOf(id);
  if (id === undefined || index === undefined) return;
  const now = state.current("subscriptions", index) as {
    status: (typeof subscriptionStatuses)[number];
    pending_update: unknown;
    current_period_end: number;
  };
  if (now.status === "paused") operations.resumeSubscription(id);
  else if (now.status === "trialing") operations.announceTrialEnd(id);
  else if (now.pending_update !== null) operations.endPendingUpdate(id, dice.pick(["applied", "expired"]));
  else if (dice.chance(0.2)) operations.pauseSubscription(id);
  else if (dice.chance(0.3)) operations.beginPendingUpdate(id);
  else if (dice.chance(0.5))
    operations.updateSubscription(id, { cancel_at: now.current_period_end, cancel_at_period_end: true });
  else operations.updateSubscription(id, { metadata: { "Order #": String(dice.below(1_000_000)).padStart(9, "0") } });
}

function changePrice(state: WorldState, operations: Operations, dice: Dice): void {
  const draw = dice.below(10);
  if (draw < 3) {
    operations.createPrice({
      amount: 500 + dice.below(9000),
      interval: dice.pick(["month", "year", "one_time"]),
      inline: draw === 0,
    });
    return;
  }
  const { inline } = state.account.tables.prices.columns;
  const id = choose(state, dice, "prices", (_, index) => inline.at(index) === 0);
  const index = id === undefined ? undefined : state.account.tables.prices.indexOf(id);
  if (id === undefined || index === undefined) return;
  if (draw < 5) operations.updatePrice(id, { active: state.current("prices", index).active !== true });
  else if (draw < 9) operations.updatePrice(id, { nickname: `Renamed ${dice.below(1000)}` });
  else if (!state.recurring.all.includes(index)) operations.deletePrice(id);
}

/** Makes things happen from `begins` (milliseconds) on, each at its own moment. */
export interface Mutator {
  /** Everything that is due up to this moment. */
  catchUp(until: number): void;
  /** How much happens on average; nothing to begin with. */
  changesPerHour: number;
}

const HOUR = 3_600_000;

export function createMutator(state: WorldState, operations: () => Operations, begins: number): Mutator {
  let moment = begins;
  let number = 0;
  let wait: number | undefined;
  const rows = mutations.map(([, mutation, weight]) => [mutation, weight] as const);
  const mutator: Mutator = {
    changesPerHour: 0,
    catchUp(until) {
      if (state.moment !== undefined) return;
      if (mutator.changesPerHour === 0) {
        moment = until;
        wait = undefined;
        return;
      }
      for (;;) {
        const dice = new Dice(mix(state.account.seed, 131, number));
        // Drawn anew each time, so that looking in between does not move the draws that follow.
        const drawn = -Math.log(1 - dice.next()) * HOUR;
        wait ??= drawn / mutator.changesPerHour;
        if (moment + wait > until) return;
        moment += wait;
        wait = undefined;
        number += 1;
        state.moment = Math.floor(moment);
        try {
          dice.weighted(rows)(state, operations(), dice);
        } finally {
          state.moment = undefined;
        }
      }
    },
  };
  return mutator;
}
