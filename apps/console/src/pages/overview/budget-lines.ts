import type { GaugeProps } from "../../charts/gauge.tsx";
import type { BudgetGauges } from "../../api/types.ts";

/** The limits of Stripe and of Experience Platform as gauges. A budget that is counted but not limited has the limit 0. */
export function budgetLines(budget: BudgetGauges): readonly GaugeProps[] {
  const { stripeReadsIn30Days, stripeReadBudget, stripeRequestsPerSecond, batchesToday, batchesPerDayLimit } = budget;
  return [
    {
      name: "Stripe reads",
      used: stripeReadsIn30Days,
      limit: stripeReadBudget ?? 0,
      unit: "in 30 days",
      note: stripeReadBudget === null ? "no limit is set" : "of what Stripe allows the account",
    },
    {
      name: "Stripe requests",
      used: stripeRequestsPerSecond.used,
      limit: stripeRequestsPerSecond.allowed,
      unit: "a second",
      note: "the rest is left to your checkout",
    },
    {
      name: "Batches today",
      used: batchesToday,
      limit: batchesPerDayLimit,
      unit: "a day",
      note: "Profile’s soft limit for the sandbox",
    },
  ];
}
