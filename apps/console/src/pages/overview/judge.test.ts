import { describe, expect, it } from "vitest";
import type { Overview, ResourceOverview } from "../../api/overview.ts";
import { judge } from "./judge.ts";

const charges: ResourceOverview = {
  resource: "charges",
  datasets: ["object"],
  objects: 10,
  lagSeconds: 30,
  ratePerSecond: 100,
  quarantined: 0,
  lastRun: { runId: "run_1", status: "succeeded", endedAt: 1 },
  lastReconciliation: { at: 1, verdict: "ok" },
};
const overview = (change: Partial<ResourceOverview>, rest: Partial<Overview> = {}): Overview => ({
  resources: [{ ...charges, ...change }],
  budgets: [],
  ...rest,
});

describe("the sentence for somebody woken at night", () => {
  it("is calm when nothing is wrong", () => {
    expect(judge(overview({}))).toEqual({ tone: "good", title: "All is well.", reasons: [] });
  });

  it.each([
    ["bad", { lastRun: { runId: "run_1", status: "failed", endedAt: 1 } }, "The last run failed for Charges."],
    ["bad", { lastReconciliation: { at: 1, verdict: "drift" } }, "Stripe and the platform differ in Charges."],
    ["warn", { lagSeconds: 7500 }, "Charges is 2 h 5 min behind."],
    ["warn", { quarantined: 1 }, "1 record in quarantine."],
  ] as const)("is %s, with the reason", (tone, change, reason) => {
    expect(judge(overview(change))).toMatchObject({ tone, reasons: [reason] });
  });

  it("says the worst first and leaves nothing out", () => {
    const { tone, reasons } = judge(
      overview({ lastReconciliation: { at: 1, verdict: "drift" }, quarantined: 2, lagSeconds: 4000 }),
    );
    expect(tone).toBe("bad");
    expect(reasons).toHaveLength(3);
  });

  it("does not call a first run late", () => {
    expect(judge(overview({ lagSeconds: null }, { runningRunId: "run_2" })).title).toBe("A run goes on.");
  });
});
