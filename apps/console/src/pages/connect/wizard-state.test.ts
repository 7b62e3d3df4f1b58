import { describe, expect, it } from "vitest";
import {
  emptyDraft,
  flowInputOf,
  furthestStep,
  missingOn,
  scheduleOf,
  steps,
  withOwnMapping,
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
    expect(missingOn("details", { ...ready, way: "existing" }, now)).toBe("Choose a dataset.");
    expect(missingOn("details", { ...ready, way: "new" }, now)).toBe("Give the dataset a name.");
    expect(missingOn("details", { ...ready, alertUrl: "nowhere" }, now)).toBe("The address for alerts is not a URL.");
    expect(missingOn("mapping", { ...ready, mappingErrors: 1 }, now)).toBeUndefined();
    expect(missingOn("mapping", { ...ready, way: "new", mappingErrors: 1 }, now)).toBe(
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
    expect(flowInputOf({ ...ready, way: "existing", dataSetId: "d" }, now)).toBeUndefined();
  });

  it("follows the rules of a one-time flow: no interval, all history", () => {
    expect(scheduleOf({ ...ready, frequency: "once", backfill: false }, now)).toEqual({
      frequency: "once",
      startsAt: now + 3000,
      backfill: true,
    });
  });

  const rows = [{ sourceType: "ATTRIBUTE", source: "amount", destination: "_acme.charges_data.amount" }] as const;

  it("turns error diagnostics on with partial ingestion, and leaves both out where every row is accounted for", () => {
    const own: Draft = { ...ready, way: "existing", dataSetId: "d1", rows, errorDiagnostics: false };
    expect(flowInputOf(own, now)).toMatchObject({ errorDiagnosticsEnabled: true, partialIngestionPercent: 5 });
    expect(flowInputOf({ ...own, partialIngestion: false }, now)).not.toHaveProperty("partialIngestionPercent");
    expect(flowInputOf(ready, now)).not.toHaveProperty("errorDiagnosticsEnabled");
    expect(flowInputOf({ ...ready, errorThreshold: 2 }, now)).toMatchObject({ partialIngestionPercent: 2 });
  });

  it("brings a mapping of one's own with the dataset that is there, or with a new one", () => {
    const existing: Draft = { ...ready, way: "existing", dataSetId: "d1", rows };
    expect(flowInputOf(existing, now)?.own).toEqual({ dataSetId: "d1", rows });
    const made: Draft = { ...ready, ...withOwnMapping(ready), rows };
    expect(flowInputOf(made, now)?.own).toEqual({ newDataSet: { name: "Stripe charges, own mapping" }, rows });
    expect(flowInputOf({ ...made, rows: undefined }, now)).toBeUndefined();
  });

  it("asks for Profile only when it was switched on, and forgets it with the resource", () => {
    expect(flowInputOf(ready, now)).not.toHaveProperty("profile");
    expect(flowInputOf({ ...ready, profile: true }, now)).toMatchObject({ profile: true });
    expect(withResource({ ...ready, profile: true }, "prices", "Prices").profile).toBe(false);
  });
});
