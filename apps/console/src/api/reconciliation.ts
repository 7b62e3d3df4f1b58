import type { ResourceName } from "@stripe-aep/core";
import { request } from "./request.ts";
import { useAnswer, type LiveAnswer } from "./use-answer.ts";

/** One UTC day of one resource, compared on both sides. */
export interface DayVerdict {
  readonly resource: ResourceName;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly verdict: "ok" | "drift" | "settling";
  readonly stripe: Side;
  readonly platform: Side;
  readonly differences: readonly Difference[];
}

export interface Side {
  readonly count: number;
  /** In minor units, by currency. */
  readonly sums: Readonly<Record<string, number>>;
}

export interface Difference {
  readonly objectId: string;
  readonly reason: string;
  /** An explained difference does not fail the day. */
  readonly explained: boolean;
}

export interface Reconciliation {
  readonly id?: string;
  readonly status: "running" | "succeeded" | "failed" | "never";
  /** Milliseconds since 1970. */
  readonly endedAt?: number;
  readonly days: readonly DayVerdict[];
}

export function useReconciliation(): LiveAnswer<Reconciliation> {
  return useAnswer("reconciliation", (signal) => request<Reconciliation>("/v1/reconciliation", { signal }), 5000);
}

export function reconcile(given: { readonly resources?: readonly ResourceName[]; readonly from?: string; readonly to?: string }): Promise<unknown> {
  return request("/v1/reconciliation", { method: "POST", body: given });
}

export function repair(given: { readonly resource: ResourceName; readonly day: string }): Promise<unknown> {
  return request("/v1/reconciliation/repair", { method: "POST", body: given });
}
