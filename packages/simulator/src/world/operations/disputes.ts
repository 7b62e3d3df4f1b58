import { NONE } from "../account.ts";
import { addTransaction, linkTransaction } from "../balance.ts";
import type { WorldState } from "../world-state.ts";
import { find, refuse } from "./find.ts";

/** A buyer's bank takes a charge back: the charge is `disputed`, and only the dispute's events say so. Returns its id. */
export function disputeCharge(state: WorldState, id: string): string {
  const charge = find(state, "charges", id);
  const now = state.current("charges", charge);
  if (now.disputed === true || now.captured !== true)
    refuse(`${id} cannot be disputed`, "choose a captured charge without a dispute");
  const { disputes } = state.account.tables;
  const row = { charge, status: 0, reason: charge % 6, transaction: NONE, reversal: NONE };
  const index = disputes.add(state.createdFor("disputes"), row);
  const transaction = addTransaction(state.account, state.createdFor("balance_transactions"), "dispute", index);
  linkTransaction(state.account, "dispute", index, transaction);
  state.replace("charges", charge, { disputed: true });
  state.emit("charge.dispute.created", "disputes", index);
  state.emit("charge.dispute.funds_withdrawn", "disputes", index);
  return disputes.idOf(index);
}

export function submitEvidence(state: WorldState, id: string): void {
  state.update("disputes", find(state, "disputes", id), { status: "under_review" }, "charge.dispute.updated");
}

/** The bank decides. A dispute that is won brings the money back. */
export function closeDispute(state: WorldState, id: string, status: "won" | "lost"): void {
  const index = find(state, "disputes", id);
  const before = String(state.current("disputes", index).status);
  if (before === "won" || before === "lost") refuse(`${id} is ${before} already`, "close one that is open");
  state.update("disputes", index, { status }, "charge.dispute.closed");
  if (status === "lost") return;
  addTransaction(state.account, state.createdFor("balance_transactions"), "dispute_reversal", index);
  state.revision += 1;
  state.emit("charge.dispute.funds_reinstated", "disputes", index);
}
