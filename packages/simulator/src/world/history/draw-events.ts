import {
  chargeOutcomes,
  disputeStatuses,
  NONE,
  refundStatuses,
  subscriptionStatuses,
  type Account,
} from "../account.ts";
import { RETENTION_SECONDS, type EventLog, type EventRow, type EventType } from "../events.ts";
import type { Patch, Resource } from "../kinds.ts";
import { inOrderOfTime } from "./time-order.ts";

/** The events of the account's last thirty days, each with the state that its object had then. */
export function drawEvents(account: Account, events: EventLog, now: number): void {
  const rows: EventRow[] = [];
  const since = now - RETENTION_SECONDS;
  const plan = (type: EventType, resource: Resource, index: number, created: number, patch?: Patch): void => {
    if (created < since || created >= now) return;
    rows.push({ type, resource, index, created, visibleAt: created * 1000, ...(patch === undefined ? {} : { patch }) });
  };
  planSales(account, since, plan);
  planDisputes(account, since, plan);
  planSubscriptions(account, since, plan);
  for (const [resource, type] of [
    ["customers", "customer.created"],
    ["prices", "price.created"],
    ["products", "product.created"],
  ] as const) {
    const table = account.tables[resource];
    for (let index = table.created.lowerBound(since); index < table.size; index += 1) {
      if (table.fixedPart(index) === undefined && !table.isDeleted(index))
        plan(type, resource, index, table.created.at(index));
    }
  }
  for (const ordinal of inOrderOfTime(rows.map(({ created }) => created))) {
    const row = rows[ordinal];
    if (row !== undefined) events.add(row);
  }
}

type Plan = (type: EventType, resource: Resource, index: number, created: number, patch?: Patch) => void;

const outcomeEvents = {
  succeeded: "charge.succeeded",
  authorized: "charge.succeeded",
  failed: "charge.failed",
  pending: "charge.pending",
} as const;

function planSales(account: Account, since: number, plan: Plan): void {
  const { charges, refunds } = account.tables;
  const refunded = new Map<number, number>();
  for (let refund = 0; refund < refunds.size; refund += 1) {
    const charge = refunds.columns.charge.at(refund);
    const status = refundStatuses[refunds.columns.status.at(refund)];
    const created = refunds.created.at(refund);
    plan("refund.created", "refunds", refund, created);
    if (status === "failed") plan("refund.failed", "refunds", refund, created + 60);
    if (status !== "succeeded") continue;
    const sum = (refunded.get(charge) ?? 0) + refunds.columns.amount.at(refund);
    if (created >= since) {
      plan("charge.refunded", "charges", charge, created, {
        amount_refunded: sum,
        refunded: sum === charges.columns.amount.at(charge),
      });
    }
    refunded.set(charge, sum);
  }
  for (let charge = charges.created.lowerBound(since); charge < charges.size; charge += 1) {
    const outcome = chargeOutcomes[charges.columns.outcome.at(charge)] ?? "succeeded";
    const later = charges.columns.refunded.at(charge) > 0 || charges.columns.disputed.at(charge) === 1;
    const patch = later ? { amount_refunded: 0, refunded: false, disputed: false } : undefined;
    plan(outcomeEvents[outcome], "charges", charge, charges.created.at(charge), patch);
  }
}

function planDisputes(account: Account, since: number, plan: Plan): void {
  const { disputes } = account.tables;
  for (let dispute = disputes.created.lowerBound(since); dispute < disputes.size; dispute += 1) {
    const created = disputes.created.at(dispute);
    const first = { status: disputeStatuses[0] };
    plan("charge.dispute.created", "disputes", dispute, created, first);
    plan("charge.dispute.funds_withdrawn", "disputes", dispute, created, first);
    if (disputes.columns.status.at(dispute) !== 0) plan("charge.dispute.updated", "disputes", dispute, created + 3600);
  }
}

function planSubscriptions(account: Account, since: number, plan: Plan): void {
  const { subscriptions } = account.tables;
  const { columns } = subscriptions;
  for (let index = 0; index < subscriptions.size; index += 1) {
    if (subscriptions.fixedPart(index) !== undefined) continue;
    const status = subscriptionStatuses[columns.status.at(index)];
    const created = subscriptions.created.at(index);
    const began: Patch = {
      canceled_at: null,
      ended_at: null,
      cancel_at: null,
      cancel_at_period_end: false,
      status: columns.trialEnd.at(index) === 0 ? "active" : "trialing",
    };
    if (created >= since) plan("customer.subscription.created", "subscriptions", index, created, began);
    const renewed = columns.periodStart.at(index);
    if (renewed >= since && renewed > created && columns.latestCharge.at(index) !== NONE) {
      plan("customer.subscription.updated", "subscriptions", index, renewed, { ...began, status: "active" });
    }
    if (status === "canceled") plan("customer.subscription.deleted", "subscriptions", index, columns.endedAt.at(index));
  }
}
