import type { DatasetKind, ResourceName } from "@stripe-aep/core";
import { request } from "./request.ts";
import { useAnswer, type LiveAnswer } from "./use-answer.ts";

/** What the policy does with a field: send it, leave it out, or send its hash. */
export type Treatment = "keep" | "drop" | "hash";

export interface FieldRow {
  readonly resource: ResourceName;
  readonly dataset: DatasetKind;
  readonly source: string;
  readonly destination: string;
  readonly conversion: string;
  readonly title?: string;
  readonly description?: string;
  /** What the policy in force does. */
  readonly treatment: Treatment;
  /** Data usage labels: `C2`, `I1`, … */
  readonly labels: readonly string[];
}

export function useFields(): LiveAnswer<readonly FieldRow[]> {
  return useAnswer("fields", async (signal) => (await request<{ readonly items: readonly FieldRow[] }>("/v1/fields", { signal })).items);
}
