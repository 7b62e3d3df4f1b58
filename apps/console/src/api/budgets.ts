import { request } from "./request.ts";
import { useAnswer, type LiveAnswer } from "./use-answer.ts";

/** One limit of Stripe or of Experience Platform and how much of it is used. */
export interface BudgetLine {
  readonly name: string;
  readonly used: number;
  readonly limit: number;
  readonly unit: string;
  readonly within: boolean;
  readonly note: string;
}

export function useBudgets(): LiveAnswer<readonly BudgetLine[]> {
  return useAnswer("budgets", async (signal) => (await request<{ readonly items: readonly BudgetLine[] }>("/v1/budgets", { signal })).items, 30_000);
}
