import { describe, expect, it } from "vitest";
import type { Overview, OverviewRow } from "../../api/types.ts";
import { judge } from "./judge.ts";

const charges: OverviewRow = {
  resource: "charges",
  flowId: "84c64142",
  state: "enabled",
  lagSeconds: 30,
  ratePerSecond: 100,
  rowsAccepted: 10,
  quarantined: 0,
  lastRun: null,
  nextRunAt: null,
  lastReconciliation: null,
};
const calm: Pick<Overview, "attention" | "resources" | "runsInProgress"> = {
  attention: [],
  resources: [charges],
  runsInProgress: 0,
};
const about = (severity: "info" | "warning" | "error", message: string) => ({
  severity,
  message,
  next: null,
  subject: null,
});

describe("the sentence for somebody woken at night", () => {
  it("is calm when nothing is wrong", () => {
    expect(judge(calm)).toEqual({ tone: "good", title: "All is well.", reasons: [] });
  });

  it("says the worst first and leaves nothing out", () => {
    const { tone, reasons } = judge({
      ...calm,
      attention: [about("info", "c"), about("error", "a"), about("warning", "b")],
    });
    expect(tone).toBe("bad");
    expect(reasons.map(({ message }) => message)).toEqual(["a", "b", "c"]);
  });

  it("is alarmed when the two sides differ", () => {
    const lastReconciliation = { id: "rec_1", at: 1, verdict: "differs" as const };
    const { tone, reasons } = judge({ ...calm, resources: [{ ...charges, lastReconciliation }] });
    expect(tone).toBe("bad");
    expect(reasons[0]?.message).toBe("Stripe and the platform differ in charges.");
    expect(reasons[0]?.path).toEqual(["reconciliation"]);
  });

  it("warns when nothing is broken but something waits", () => {
    const waiting = { ...about("warning", "2 records in quarantine"), subject: "/quarantine" };
    expect(judge({ ...calm, attention: [waiting] })).toMatchObject({
      tone: "warn",
      reasons: [{ path: ["quarantine"] }],
    });
  });

  it("does not call a first run late", () => {
    const unread = { ...calm, resources: [{ ...charges, lagSeconds: null }] };
    expect(judge(unread).title).toBe("Not read whole yet: Charges.");
    expect(judge({ ...unread, runsInProgress: 1 }).title).toBe("Data is moving now.");
  });
});
