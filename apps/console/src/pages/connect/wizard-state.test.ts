import { describe, expect, it } from "vitest";
import { emptyDraft, furthestStep, missingOn, steps, withResource, type Draft } from "./wizard-state.ts";

const now = Date.UTC(2026, 10, 21);
const ready: Draft = {
  ...withResource(emptyDraft, "charges", "Charges"),
  connectionId: "a9950001",
};

describe("the way through", () => {
  it("opens no step before the one that lacks something", () => {
    expect(furthestStep(emptyDraft, now)).toBe(0);
    expect(furthestStep({ ...emptyDraft, connectionId: "a" }, now)).toBe(1);
    expect(furthestStep(ready, now)).toBe(steps.length - 1);
  });

  it.each([
    [{ frequency: "minute", interval: 5 }, "The shortest interval is 15 minutes."],
    [{ frequency: "hour", interval: 0 }, "The interval is at least 1."],
    [{ startTime: "2020-01-01T00:00" }, "The start lies in the past."],
    [{ frequency: "once", interval: 0 }, undefined],
    [{ frequency: "day", interval: 1 }, undefined],
  ] as const)("refuses what Flow Service would refuse: %j", (change, expected) => {
    expect(missingOn("schedule", { ...ready, ...change }, now)).toBe(expected);
  });

  it("asks for a dataset either by name or by choice", () => {
    expect(missingOn("details", { ...ready, datasetKind: "existing" }, now)).toBe("Choose a dataset.");
    expect(missingOn("details", { ...ready, datasetName: " " }, now)).toBe("Give the dataset a name.");
  });

  it("renames with the resource, but never what the operator wrote, and forgets edits of another resource", () => {
    const edited = { ...ready, flowName: "Mine", edits: { amount: { source: "amount", destination: "x", treatment: "drop" as const } } };
    const refunds = withResource(edited, "refunds", "Refunds");
    expect(refunds).toMatchObject({ flowName: "Mine", datasetName: "Stripe Refunds", edits: {} });
    expect(withResource(edited, "charges", "Charges").edits).toEqual(edited.edits);
  });
});
