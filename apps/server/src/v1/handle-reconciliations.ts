import type { ResourceName } from "@stripe-aep/core";
import { newEntity, planRepair, type ReconcileReport, type StoredEntity } from "@stripe-aep/core/flow-service";
import type {
  BuyNowPayLater,
  CalendarDay,
  Operation,
  OverviewRow,
  Page,
  Reconciliation,
  ReconciliationInput,
} from "@stripe-aep/core/service-api";
import { callerOf } from "../http/access.ts";
import { HttpProblem } from "../http/problem-details.ts";
import { record } from "../http/record-audit.ts";
import { answerBuyNowPayLater } from "./answer-buy-now-pay-later.ts";
import { type Call, pageOf } from "./call.ts";
import { chooseConnection } from "./choose-connection.ts";
import { findEntity } from "./find-entity.ts";
import { tellChanged } from "./handle-connections.ts";
import type { Work } from "./run-operation.ts";
import { showReconciliation } from "./show-reconciliation.ts";

/** Comparisons of both sides. */
export const reconciliationHandlers = {
  listReconciliations: async (call: Call): Promise<Page<Reconciliation>> => {
    const found = await call.service.entities.list(call.tenant, "reconciliations");
    const { connectionId } = call.query;
    const page = pageOf(
      found.filter((entity) => connectionId === undefined || entity.document.connectionId === connectionId),
      call.query,
    );
    return { ...page, items: page.items.map((entity) => ({ ...showReconciliation(entity), differences: [] })) };
  },

  startReconciliation: async (call: Call): Promise<Operation> => {
    const { connectionId, ...input } = call.body as ReconciliationInput;
    const connection = await chooseConnection(call, connectionId);
    const bounds = {
      ...(input.from === undefined ? {} : { from: secondOf(input.from) }),
      ...(input.to === undefined ? {} : { to: secondOf(input.to) + 86_400 }),
    };
    const chosen = input.resources === undefined ? {} : { resources: input.resources };
    return call.operations.start(call, "reconcile", { connectionId: connection.id, options: { ...chosen, ...bounds } });
  },

  getCalendar: async (call: Call): Promise<readonly CalendarDay[]> => {
    const { resource, connectionId, from = "", to = "9999" } = call.query;
    const days = new Map<string, CalendarDay>();
    // Oldest first, so that the newest verdict of a day is the one that stays.
    const newest = await call.service.entities.list(call.tenant, "reconciliations", { limit: 200 });
    for (const entity of newest.toReversed()) {
      for (const day of showReconciliation(entity).days) {
        days.set(`${day.day}/${day.resource}/${day.connectionId ?? ""}`, day);
      }
    }
    return [...days.values()]
      .filter((day) => resource === undefined || day.resource === resource)
      .filter((day) => connectionId === undefined || day.connectionId === connectionId)
      .filter((day) => day.day >= from && day.day <= to)
      .sort((left, right) => (left.day < right.day ? -1 : 1));
  },

  getReconciliation: async (call: Call): Promise<Reconciliation> =>
    showReconciliation(await findEntity(call, "reconciliations", call.parameters.id ?? "")),

  repairReconciliation: async (call: Call): Promise<Operation> => {
    const entity = await findEntity(call, "reconciliations", call.parameters.id ?? "");
    const connection = await connectionOf(call, entity);
    return call.operations.start(call, "repair", { reconciliationId: entity.id, connectionId: connection.id });
  },

  getBuyNowPayLater: async (call: Call): Promise<BuyNowPayLater> => answerBuyNowPayLater(call),
};

/** Reads both sides and keeps the comparison. */
export const reconcile: Work = async (acting, input, progress) => {
  const { connectionId, options } = input as { connectionId: string; options: { resources?: ResourceName[] } };
  const connection = await chooseConnection(acting, connectionId);
  const connector = await acting.service.connectors.of(connection);
  progress.step(`Both sides of ${String(connection.document.name)} are read and compared.`);
  const report = await connector.reconcile({ ...options, signal: progress.signal });
  const caller = callerOf(acting.holder, "exc_app");
  const document = { report, connectionId: connection.id };
  const entity = newEntity(acting.service.backend, caller, "reconciliations", { document });
  await acting.service.entities.insert(entity);
  await record(acting.service, acting.holder, "reconciliation.run", entity.id, { verdict: report.verdict });
  tellChanged(acting, "reconciliations");
  return { reconciliationId: entity.id, verdict: report.verdict };
};

/** The objects that differ are read again and sent, or sent as gone; resources with more differences than named are listed. */
export const repair: Work = async (acting, input, progress) => {
  const { reconciliationId, connectionId } = input as { reconciliationId: string; connectionId: string };
  const entity = await findEntity(acting, "reconciliations", reconciliationId);
  const plan = planRepair(entity.document.report as ReconcileReport);
  if (plan.steps.length + plan.relist.length === 0) return { repaired: 0, relisted: [] };
  const connection = await chooseConnection(acting, connectionId);
  const connector = await acting.service.connectors.forSending(connection);
  const listed = plan.relist.length === 0 ? "" : ` ${plan.relist.join(", ")} are listed again.`;
  progress.step(`${plan.steps.length} objects are read again and sent.${listed}`);
  const { repaired } = await connector.repair(plan, progress.signal);
  await record(acting.service, acting.holder, "reconciliation.repair", entity.id, { repaired, relisted: plan.relist });
  return { repaired, relisted: plan.relist };
};

/** The newest verdict of each resource. */
export async function lastReconciliations(
  call: Call,
): Promise<ReadonlyMap<ResourceName, NonNullable<OverviewRow["lastReconciliation"]>>> {
  const last = new Map<ResourceName, NonNullable<OverviewRow["lastReconciliation"]>>();
  for (const entity of await call.service.entities.list(call.tenant, "reconciliations", { limit: 20 })) {
    const { resources, endedAt } = entity.document.report as ReconcileReport;
    for (const { resource, verdict } of Object.values(resources)) {
      if (!last.has(resource))
        last.set(resource, { id: entity.id, at: endedAt, verdict: verdict === "differs" ? "differs" : "agrees" });
    }
  }
  return last;
}

/** The connection that was compared, or another one of the same account when that one is gone. */
async function connectionOf(call: Call, { document }: StoredEntity): Promise<StoredEntity> {
  const { account, livemode } = document.report as ReconcileReport;
  const connections = await call.service.entities.list(call.tenant, "connections");
  const same = connections.filter(({ hidden }) => hidden.account === account && hidden.livemode === livemode);
  const found = same.find(({ id }) => id === document.connectionId) ?? same[0];
  if (found === undefined) {
    throw new HttpProblem(409, "SAEP-1808", "The account that was compared is not connected any more.", {
      where: account,
    });
  }
  return found;
}

function secondOf(day: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time)) throw new HttpProblem(400, "SAEP-1802", `${day.slice(0, 30)} is no day such as 2026-01-31.`);
  return time / 1000;
}
