import { countSteps, type ErrorCode, errorCodes, type Plan, type ResourceName } from "@stripe-aep/core";
import {
  listQuarantine,
  newEntity,
  pageQuarantine,
  quarantineCauses,
  type QuarantineFilter,
  type QuarantineLine,
  type ReconcileReport,
  type StoredEntity,
} from "@stripe-aep/core/flow-service";
import type {
  BuyNowPayLater,
  CalendarDay,
  Operation,
  OverviewRow,
  Page,
  PlanSummary,
  QuarantinedRecord,
  QuarantinedRecordDetail,
  QuarantineGroup,
  QuarantineSelection,
  Reconciliation,
  ReconciliationInput,
} from "@stripe-aep/core/service-api";
import { callerOf } from "../http/access.ts";
import { HttpProblem, nothingHere } from "../http/problem-details.ts";
import { record } from "../http/record-audit.ts";
import { answerBuyNowPayLater } from "./answer-buy-now-pay-later.ts";
import { type Call, limitOf, makeCursor, pageOf, readCursor } from "./call.ts";
import { tellChanged } from "./handle-connections.ts";
import { showReconciliation } from "./show-reconciliation.ts";

type QuarantineRow = Awaited<ReturnType<typeof listQuarantine>>[number];

/** Entries that are looked through for one answer. */
const MOST_QUARANTINED = 200_000;

/** What was refused, what was compared, what would be made. */
export const proofHandlers = {
  listQuarantine: async (call: Call): Promise<Page<QuarantinedRecord>> => {
    const { database } = call.service.store;
    const filter = await quarantineFilter(call);
    const offset = readCursor(call.query.cursor);
    const limit = limitOf(call.query);
    const [rows, causes] = await Promise.all([
      pageQuarantine(database, filter, { offset, limit }),
      quarantineCauses(database, filter),
    ]);
    const total = causes.reduce((sum, { count }) => sum + count, 0);
    const end = offset + limit;
    return { items: rows.map(showQuarantined), next: end < total ? makeCursor(end) : null, total };
  },

  groupQuarantine: async (call: Call): Promise<readonly QuarantineGroup[]> => {
    const feeds = [...(await ownFeeds(call))];
    const causes = await quarantineCauses(call.service.store.database, { feeds, status: "open" });
    return causes.map(({ code, resource, path, count }) => ({
      code,
      title: titleOf(code).title,
      resource: resource as ResourceName,
      path,
      count,
    }));
  },

  getQuarantined: async (call: Call): Promise<QuarantinedRecordDetail> => {
    const id = call.parameters.id ?? "";
    const all = [
      ...(await quarantined(call, "open")),
      ...(await quarantined(call, "replayed")),
      ...(await quarantined(call, "dropped")),
    ];
    const row = all.find(({ quarantine_id: known }) => known === id);
    if (row === undefined) throw nothingHere("This record", id);
    return { ...showQuarantined(row), record: parse(row.source) };
  },

  replayQuarantine: async (call: Call): Promise<Operation> => {
    const ids = await selected(call);
    return call.operations.start(call.tenant, "replay", async (progress) => {
      const connector = await connectorOf(call);
      const report = await connector.quarantine.replay(ids, progress.signal);
      await record(call.service, call.holder, "quarantine.replay", "", { records: ids.length });
      tellChanged(call, "quarantine");
      return { ...report };
    });
  },

  dropQuarantine: async (call: Call) => {
    const connector = await connectorOf(call);
    let dropped = 0;
    for (const id of await selected(call)) if (await connector.quarantine.drop(id)) dropped += 1;
    await record(call.service, call.holder, "quarantine.drop", "", { records: dropped });
    tellChanged(call, "quarantine");
    return { dropped };
  },

  listReconciliations: async (call: Call): Promise<Page<Reconciliation>> => {
    const found = await call.service.entities.list(call.tenant, "reconciliations");
    const page = pageOf(found, call.query);
    return { ...page, items: page.items.map((entity) => ({ ...showReconciliation(entity), differences: [] })) };
  },

  startReconciliation: async (call: Call): Promise<Operation> => {
    const { resources, from, to } = call.body as ReconciliationInput;
    const bounds = {
      ...(from === undefined ? {} : { from: secondOf(from) }),
      ...(to === undefined ? {} : { to: secondOf(to) + 86_400 }),
    };
    return call.operations.start(call.tenant, "reconcile", async (progress) => {
      const connector = await connectorOf(call);
      progress.step("Both sides are read and compared.");
      const chosen = resources === undefined ? {} : { resources };
      const report = await connector.reconcile({ ...chosen, ...bounds, signal: progress.signal });
      const caller = callerOf(call.holder, "exc_app");
      const entity = newEntity(call.service.backend, caller, "reconciliations", { document: { report } });
      await call.service.entities.insert(entity);
      await record(call.service, call.holder, "reconciliation.run", entity.id, { verdict: report.verdict });
      tellChanged(call, "reconciliations");
      return { reconciliationId: entity.id, verdict: report.verdict };
    });
  },

  getCalendar: async (call: Call): Promise<readonly CalendarDay[]> => {
    const days = new Map<string, CalendarDay>();
    // Oldest first, so that the newest verdict of a day is the one that stays.
    for (const entity of (
      await call.service.entities.list(call.tenant, "reconciliations", { limit: 200 })
    ).toReversed()) {
      for (const day of showReconciliation(entity).days) days.set(`${day.day}/${day.resource}`, day);
    }
    const { resource, from = "", to = "9999" } = call.query;
    return [...days.values()]
      .filter((day) => (resource === undefined || day.resource === resource) && day.day >= from && day.day <= to)
      .sort((left, right) => (left.day < right.day ? -1 : 1));
  },

  getReconciliation: async (call: Call): Promise<Reconciliation> => showReconciliation(await findReconciliation(call)),

  repairReconciliation: async (call: Call): Promise<Operation> => {
    const entity = await findReconciliation(call);
    const { resources } = entity.document.report as ReconcileReport;
    const drifting = Object.values(resources)
      .filter(({ verdict }) => verdict === "differs")
      .map(({ resource }) => resource);
    return call.operations.start(call.tenant, "repair", async (progress) => {
      if (drifting.length === 0) return { relisted: [] };
      const connector = await connectorOf(call);
      progress.step(`${drifting.join(", ")}: every object is read again, and what differs is sent.`);
      const report = await connector.sync({ resources: drifting, mode: "backfill", signal: progress.signal });
      await record(call.service, call.holder, "reconciliation.repair", entity.id, { resources: drifting });
      return { relisted: drifting, runId: report.runId, status: report.status };
    });
  },

  getBuyNowPayLater: async (call: Call): Promise<BuyNowPayLater> => answerBuyNowPayLater(call),

  listPlans: async (call: Call): Promise<Page<PlanSummary>> => {
    const page = pageOf(await call.service.entities.list(call.tenant, "plans"), call.query);
    return { ...page, items: page.items.map(showPlan) };
  },

  createPlan: async (call: Call): Promise<PlanSummary> => {
    const connection = await findConnection(call, String(call.body.connectionId));
    const plan = await (await call.service.connectors.of(connection)).plan();
    const caller = callerOf(call.holder, "exc_app");
    const document = { plan, connectionId: connection.id, appliedAt: null };
    const entity = newEntity(call.service.backend, caller, "plans", { document });
    await call.service.entities.insert(entity);
    return showPlan(entity);
  },

  getPlan: async (call: Call): Promise<PlanSummary> => showPlan(await findPlan(call)),

  applyPlan: async (call: Call): Promise<Operation> => {
    const entity = await findPlan(call);
    const { plan, connectionId, appliedAt } = entity.document as unknown as {
      plan: Plan;
      connectionId: string;
      appliedAt: number | null;
    };
    if (appliedAt !== null)
      throw new HttpProblem(409, "SAEP-1808", "The plan has been applied already.", { where: entity.id });
    const connection = await findConnection(call, connectionId);
    return call.operations.start(call.tenant, "apply", async (progress) => {
      const connector = await call.service.connectors.of(connection);
      const report = await connector.apply(plan, { signal: progress.signal });
      const document = { ...entity.document, appliedAt: call.service.ports.clock.now() };
      await call.service.entities.replace({ ...entity, document, etag: call.service.stamps.etag() }, entity.etag);
      await record(call.service, call.holder, "plan.apply", entity.id, { ...countSteps(plan) });
      return { report };
    });
  },
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

async function quarantined(
  call: Call,
  status: "open" | "replayed" | "dropped" = "open",
): Promise<readonly QuarantineRow[]> {
  const feeds = await ownFeeds(call);
  const rows = await listQuarantine(call.service.store.database, { status, limit: MOST_QUARANTINED });
  return rows.filter(({ feed }) => feeds.has(feed));
}

async function quarantineFilter(call: Call): Promise<QuarantineFilter> {
  const { status = "open", resource, code } = call.query;
  return {
    feeds: [...(await ownFeeds(call))],
    status: status as "open",
    ...(resource === undefined ? {} : { resource }),
    ...(code === undefined ? {} : { code }),
  };
}

/** Feeds are accounts: a tenant sees those that it has connected. */
export async function ownFeeds({ service, tenant }: Call): Promise<ReadonlySet<number>> {
  const connections = await service.entities.list(tenant, "connections");
  const own = new Set(connections.map(({ hidden }) => `${String(hidden.account)}/${hidden.livemode === true ? 1 : 0}`));
  const feeds = await service.store.database.selectFrom("feed").selectAll().execute();
  return new Set(feeds.filter(({ account, livemode }) => own.has(`${account}/${livemode}`)).map(({ feed }) => feed));
}

async function selected(call: Call): Promise<readonly string[]> {
  const { ids, resource, code } = call.body as QuarantineSelection;
  const rows = await quarantined(call, "open");
  return rows
    .filter((row) => ids?.includes(row.quarantine_id) ?? true)
    .filter((row) => (resource === undefined || row.resource === resource) && (code === undefined || row.code === code))
    .map((row) => row.quarantine_id);
}

function titleOf(code: string): { readonly code: string; readonly title: string; readonly next: string } {
  const entry = Object.hasOwn(errorCodes, code) ? errorCodes[code as ErrorCode] : undefined;
  return { code, title: entry?.title ?? code, next: entry?.next ?? "" };
}

function showQuarantined(row: QuarantineLine): QuarantinedRecord {
  return {
    id: row.quarantine_id,
    flowId: null,
    runId: row.run_id,
    resource: row.resource as ResourceName,
    dataset: row.dataset,
    objectId: row.object_id,
    path: row.path,
    rule: row.rule,
    ...titleOf(row.code),
    status: row.status as QuarantinedRecord["status"],
    createdAt: row.created_at,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The connector of the tenant's newest connection: one account is what almost everybody has. */
async function connectorOf(call: Call) {
  const [connection] = await call.service.entities.list(call.tenant, "connections", { limit: 1 });
  if (connection === undefined) throw new HttpProblem(409, "SAEP-1808", "No Stripe account is connected.");
  return call.service.connectors.of(connection);
}

async function findConnection(call: Call, id: string): Promise<StoredEntity> {
  const found = await call.service.entities.find(call.tenant, "connections", id);
  if (found === undefined) throw nothingHere("This connection", id);
  return found;
}

async function findReconciliation(call: Call): Promise<StoredEntity> {
  const id = call.parameters.id ?? "";
  const found = await call.service.entities.find(call.tenant, "reconciliations", id);
  if (found === undefined) throw nothingHere("This reconciliation", id);
  return found;
}

async function findPlan(call: Call): Promise<StoredEntity> {
  const id = call.parameters.id ?? "";
  const found = await call.service.entities.find(call.tenant, "plans", id);
  if (found === undefined) throw nothingHere("This plan", id);
  return found;
}

function showPlan({ id, createdAt, document }: StoredEntity): PlanSummary {
  const { plan, appliedAt } = document as unknown as { plan: Plan; appliedAt: number | null };
  return {
    id,
    createdAt,
    appliedAt,
    counts: { ...countSteps(plan) },
    steps: plan.steps.map(({ key, kind, title, act, irreversible, differences, drift, proposal }) => ({
      key,
      kind,
      title,
      act,
      irreversible: irreversible ?? null,
      differences,
      drift,
      proposal: proposal ?? null,
    })),
  };
}

function secondOf(day: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time)) throw new HttpProblem(400, "SAEP-1802", `${day.slice(0, 30)} is no day such as 2026-01-31.`);
  return time / 1000;
}
