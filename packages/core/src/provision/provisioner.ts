import { StoppedError } from "../errors.ts";
import type { Clock } from "../ports/ports.ts";
import { applyPlan, type ApplyOptions, type ApplyReport, type ProvisionRecord } from "./apply-plan.ts";
import type { RowSizes } from "./budget.ts";
import type { DesiredObject, ObservedObject } from "./desired-object.ts";
import { desiredState, type SchemaBodies } from "./desired-state.ts";
import { destroy, planDestroy, type DestroyReport } from "./destroy.ts";
import { observe, type FarSide } from "./far-side.ts";
import { makePlan } from "./make-plan.ts";
import { markData } from "./mark-data.ts";
import type { Plan } from "./plan.ts";
import type { ProvisionSettings } from "./provision-settings.ts";

export interface ProvisionerParts {
  readonly imsOrg: string;
  readonly sandbox: string;
  readonly settings: ProvisionSettings;
  readonly schemas: SchemaBodies;
  /** Opened on first use, so that nothing is asked of the platform before a plan is wanted. */
  readonly farSide: () => Promise<FarSide>;
  readonly record: ProvisionRecord;
  readonly clock: Clock;
  /** How large rows are; asked when a plan is made. */
  readonly rows?: () => Promise<RowSizes>;
  /** Whose objects are read; asked only when Adobe's mapper must write it into every row. */
  readonly account?: () => Promise<{ readonly id: string; readonly livemode: boolean }>;
}

/** Desired state → plan → apply, for one sandbox. */
export interface Provisioner {
  /** Compares what is wanted with what is there; changes nothing. */
  plan(): Promise<Plan>;
  /** Carries out a plan. Throws `StoppedError` when it has blocked steps or is stale; then nothing was changed. */
  apply(plan: Plan, options?: ApplyOptions): Promise<ApplyReport>;
  /** What `destroy` would do. */
  planDestroy(): Promise<DestroyReport>;
  /** Takes away what apply made and nobody else's; what the platform never gives back is named in the report. */
  destroy(options?: ApplyOptions): Promise<DestroyReport>;
}

export function createProvisioner(parts: ProvisionerParts): Provisioner {
  const desired = desiredState(parts.schemas, parts.settings);
  return {
    plan: async () => (await look(parts, desired)).plan,
    apply: async (saved, options) => {
      const { plan: fresh, observed, farSide, settings } = await look(parts, desired);
      return applyPlan(
        { saved, fresh, desired, observed, farSide, record: parts.record, account: settings.account },
        options,
      );
    },
    planDestroy: async () => {
      const farSide = await parts.farSide();
      return planDestroy(await parts.record.list(), ({ kind }) => farSide.handler(kind).remove !== undefined);
    },
    destroy: async (options) => destroy(await parts.farSide(), parts.record, options),
  };
}

async function look(
  parts: ProvisionerParts,
  desired: readonly DesiredObject[],
): Promise<{
  readonly plan: Plan;
  readonly observed: readonly ObservedObject[];
  readonly farSide: FarSide;
  readonly settings: ProvisionSettings;
}> {
  if (desired.length === 0) {
    throw new StoppedError({
      code: "SAEP-1503",
      message: "The settings choose no dataset, so there is nothing to make.",
      next: "Name resources and datasets in the settings.",
    });
  }
  const farSide = await parts.farSide();
  const account = parts.settings.runner === "adobe" ? await parts.account?.() : undefined;
  const settings = account === undefined ? parts.settings : { ...parts.settings, account };
  const observed = markData(
    await observe(
      farSide,
      desired.map(({ kind }) => kind),
    ),
  );
  const plan = makePlan({
    desired,
    observed,
    recorded: await parts.record.list(),
    settings,
    tenantId: farSide.tenantId,
    imsOrg: parts.imsOrg,
    sandbox: parts.sandbox,
    now: parts.clock.now(),
    ...(parts.rows === undefined ? {} : { rows: await parts.rows() }),
  });
  return { plan, observed, farSide, settings };
}
