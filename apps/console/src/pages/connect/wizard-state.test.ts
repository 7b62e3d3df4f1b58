import { describe, expect, it } from "vitest";
import {
  emptyDraft,
  flowInputOf,
  furthestStep,
  missingOn,
  scheduleOf,
  steps,
  withResource,
  type Draft,
} from "./wizard-state.ts";

const now = Date.UTC(2026, 10, 21);
const ready: Draft = { ...withResource(emptyDraft, "charges", "Charges"), connectionId: "a9950001" };

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

  it("asks for a dataset only when the mapping is one's own, and lets no wrong mapping pass", () => {
    expect(missingOn("details", { ...ready, way: "own" }, now)).toBe("Choose a dataset.");
    expect(missingOn("details", { ...ready, alertUrl: "nowhere" }, now)).toBe("The address for alerts is not a URL.");
    expect(missingOn("mapping", { ...ready, mappingErrors: 1 }, now)).toBeUndefined();
    expect(missingOn("mapping", { ...ready, way: "own", mappingErrors: 1 }, now)).toBe(
      "Mend the rows that are marked.",
    );
  });

  it("renames with the resource, but never what the operator wrote, and forgets the mapping of another resource", () => {
    const edited = { ...ready, flowName: "Mine", rows: [{ source: "amount", destination: "x" }] };
    expect(withResource(edited, "refunds", "Refunds")).toMatchObject({ flowName: "Mine", rows: undefined });
    expect(withResource(edited, "charges", "Charges").rows).toBe(edited.rows);
    expect(withResource(ready, "refunds", "Refunds").flowName).toBe("Stripe refunds");
  });
});

describe("what Finish sends", () => {
  it("is nothing while something is missing", () => {
    expect(flowInputOf(emptyDraft, now)).toBeUndefined();
    expect(flowInputOf({ ...ready, way: "own", dataSetId: "d" }, now)).toBeUndefined();
  });

  it("follows the rules of a one-time flow: no interval, all history", () => {
    expect(scheduleOf({ ...ready, frequency: "once", backfill: false }, now)).toEqual({
      frequency: "once",
      startsAt: now + 3000,
      backfill: true,
    });
  });

  it("turns error diagnostics on with partial ingestion", () => {
    const input = flowInputOf({ ...ready, errorDiagnostics: false, partialIngestion: true }, now);
    expect(input).toMatchObject({ errorDiagnosticsEnabled: true, partialIngestionPercent: 5, resource: "charges" });
    expect(flowInputOf({ ...ready, partialIngestion: false }, now)).not.toHaveProperty("partialIngestionPercent");
  });

  it("names the mapping and the dataset of one's own", () => {
    const input = flowInputOf({ ...ready, way: "own", dataSetId: "d1" }, now, { id: "m1", version: 2 });
    expect(input?.own).toEqual({ dataSetId: "d1", mappingId: "m1", mappingVersion: 2 });
  });
});
