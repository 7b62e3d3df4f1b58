import { countSteps, type Plan } from "@stripe-aep/core";
import { newEntity, type StoredEntity } from "@stripe-aep/core/flow-service";
import type { Operation, Page, PlanSummary } from "@stripe-aep/core/service-api";
import { callerOf } from "../http/access.ts";
import { HttpProblem } from "../http/problem-details.ts";
import { record } from "../http/record-audit.ts";
import { type Call, pageOf } from "./call.ts";
import { findEntity } from "./find-entity.ts";
import type { Work } from "./run-operation.ts";

interface PlanDocument {
  readonly plan: Plan;
  readonly connectionId: string;
  readonly appliedAt: number | null;
}

/** What would be made at the platform. */
export const planHandlers = {
  listPlans: async (call: Call): Promise<Page<PlanSummary>> => {
    const page = pageOf(await call.service.entities.list(call.tenant, "plans"), call.query);
    return { ...page, items: page.items.map(show) };
  },

  createPlan: async (call: Call): Promise<PlanSummary> => {
    const connection = await findEntity(call, "connections", String(call.body.connectionId));
    const plan = await (await call.service.connectors.of(connection)).plan();
    const caller = callerOf(call.holder, "exc_app");
    const document = { plan, connectionId: connection.id, appliedAt: null };
    const entity = newEntity(call.service.backend, caller, "plans", { document });
    await call.service.entities.insert(entity);
    return show(entity);
  },

  getPlan: async (call: Call): Promise<PlanSummary> => show(await findEntity(call, "plans", call.parameters.id ?? "")),

  applyPlan: async (call: Call): Promise<Operation> => {
    const entity = await findEntity(call, "plans", call.parameters.id ?? "");
    const { connectionId, appliedAt } = entity.document as unknown as PlanDocument;
    if (appliedAt !== null)
      throw new HttpProblem(409, "SAEP-1808", "The plan has been applied already.", { where: entity.id });
    await findEntity(call, "connections", connectionId);
    return call.operations.start(call, "apply", { planId: entity.id });
  },
};

/** Carries a plan out; what an interrupted attempt has made is recorded and not made again. */
export const applyPlan: Work = async (acting, input, progress) => {
  const { service, holder } = acting;
  const entity = await findEntity(acting, "plans", String(input.planId));
  const { plan, connectionId } = entity.document as unknown as PlanDocument;
  const connection = await findEntity(acting, "connections", connectionId);
  const connector = await service.connectors.of(connection);
  const report = await connector.apply(plan, { signal: progress.signal });
  const document = { ...entity.document, appliedAt: service.ports.clock.now() };
  await service.entities.replace({ ...entity, document, etag: service.stamps.etag() }, entity.etag);
  await record(service, holder, "plan.apply", entity.id, { ...countSteps(plan) });
  return { report };
};

function show({ id, createdAt, document }: StoredEntity): PlanSummary {
  const { plan, appliedAt } = document as unknown as PlanDocument;
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
