import { request } from "./request.ts";

/** What would be made in Experience Platform, before it is made. */
export interface PlanStep {
  readonly key: string;
  readonly kind: string;
  readonly title: string;
  readonly act: "create" | "adopt" | "change" | "keep" | "blocked";
  readonly resource?: string;
  readonly dataset?: string;
  readonly irreversible?: string;
  readonly differences: readonly string[];
  readonly proposal?: string;
}

export interface Plan {
  readonly id: string;
  readonly steps: readonly PlanStep[];
  readonly budget: { readonly lines: readonly import("./budgets.ts").BudgetLine[] };
}

export function makePlan(given: { readonly resources?: readonly string[] }, signal?: AbortSignal): Promise<Plan> {
  return request<Plan>("/v1/plans", { method: "POST", body: given, ...(signal === undefined ? {} : { signal }) });
}

export function applyPlan(id: string): Promise<unknown> {
  return request(`/v1/plans/${encodeURIComponent(id)}/apply`, { method: "POST" });
}
