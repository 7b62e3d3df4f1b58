import type { ResourceName } from "../resources.ts";
import type { DatasetKind } from "../xdm/page-mapper.ts";
import type { Budget } from "./budget.ts";
import type { ProvisionKind } from "./desired-object.ts";

/** What would be done, as plain data: it can be saved, read by people and machines, and applied later. */
export interface Plan {
  readonly formatVersion: 1;
  /** Where it applies; a plan for one sandbox is refused in another. */
  readonly imsOrg: string;
  readonly sandbox: string;
  readonly runner: "self" | "adobe";
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly steps: readonly PlanStep[];
  readonly budget: Budget;
}

/**
 * - `create`: it does not exist.
 * - `adopt`: it exists, is as wanted, and is not recorded: its id is written down.
 * - `change`: it exists and differs in ways that are safe now.
 * - `keep`: it exists, is recorded, and is as wanted.
 * - `blocked`: it differs in a way that AEP refuses; `proposal` says what to do instead.
 */
export type PlanAct = "create" | "adopt" | "change" | "keep" | "blocked";

/** One object of the plan: what is wanted, what is there, and what would be done about it. */
export interface PlanStep {
  readonly key: string;
  readonly kind: ProvisionKind;
  readonly title: string;
  readonly act: PlanAct;
  readonly resource?: ResourceName;
  readonly dataset?: DatasetKind;
  /** Why the step can never be undone; absent for what can. */
  readonly irreversible?: string;
  /** What changes, one sentence each. */
  readonly differences: readonly string[];
  /** What somebody changed by hand since the last apply, one sentence each. */
  readonly drift: readonly string[];
  /** What to do when blocked. */
  readonly proposal?: string;
  /** The id at the far side, when it exists. */
  readonly id?: string;
  /** Digest of the desired body. */
  readonly digest: string;
}

/** How many steps of a plan do what. */
export interface PlanCounts {
  /** Steps by act. */
  readonly create: number;
  readonly adopt: number;
  readonly change: number;
  readonly keep: number;
  readonly blocked: number;
  /** Steps that destroy cannot take back, and steps whose object somebody altered at the platform. */
  readonly irreversible: number;
  readonly drift: number;
}

/** How many steps of a plan do what. Pure. */
export function countSteps(plan: Plan): PlanCounts {
  const count = (act: PlanAct): number => plan.steps.filter((step) => step.act === act).length;
  return {
    create: count("create"),
    adopt: count("adopt"),
    change: count("change"),
    keep: count("keep"),
    blocked: count("blocked"),
    irreversible: plan.steps.filter((step) => step.irreversible !== undefined && isPending(step)).length,
    drift: plan.steps.filter((step) => step.drift.length > 0).length,
  };
}

/** Whether the step would change anything at the far side. */
export function isPending(step: PlanStep): boolean {
  return step.act === "create" || step.act === "change";
}

/**
 * Why a saved plan may not be applied to what is there now, one sentence each; empty when it still holds. Steps that are done
 * meanwhile do not make a plan stale, so that an apply that was cut off can be repeated with the same file.
 */
export function findStaleness(saved: Plan, fresh: Plan): readonly string[] {
  if (saved.imsOrg !== fresh.imsOrg || saved.sandbox !== fresh.sandbox) {
    return [
      `the plan was made for sandbox ${saved.sandbox} of ${saved.imsOrg}, the settings name ${fresh.sandbox} of ${fresh.imsOrg}`,
    ];
  }
  if (saved.runner !== fresh.runner)
    return [`the plan was made for runner ${saved.runner}, the settings say ${fresh.runner}`];
  const planned = new Map(saved.steps.map((step) => [step.key, step]));
  return fresh.steps
    .filter((step) => isPending(step) || step.act === "blocked")
    .filter((step) => !isPlanned(step, planned.get(step.key)))
    .map(
      (step) =>
        `${step.kind} ${step.title}: the plan says ${planned.get(step.key)?.act ?? "nothing"}, now it would be ${step.act}`,
    );
}

function isPlanned(step: PlanStep, planned: PlanStep | undefined): boolean {
  if (planned?.act !== step.act || planned.digest !== step.digest) return false;
  return step.act === "create" || planned.differences.join("\n") === step.differences.join("\n");
}
