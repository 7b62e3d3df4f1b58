import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSchedule, whenDue } from "./schedule-params.ts";

const QUARTER = 15 * 60_000;
const start = Date.UTC(2026, 0, 1);
const quarterly = parseSchedule({ startTime: start / 1000, frequency: "minute", interval: 15 });
const HOUR = 4 * QUARTER;

describe("when a flow is due", () => {
  it("waits for its start, runs at every slot, once", () => {
    expect(whenDue(quarterly, { lastSlot: undefined, running: false }, start - 1, HOUR)).toEqual({
      kind: "wait",
      until: start,
    });
    expect(whenDue(quarterly, { lastSlot: undefined, running: false }, start, HOUR)).toEqual({
      kind: "due",
      slot: start,
    });
    const next = start + QUARTER;
    expect(whenDue(quarterly, { lastSlot: start, running: false }, next - 1, HOUR)).toEqual({
      kind: "wait",
      until: next,
    });
    expect(whenDue(quarterly, { lastSlot: start, running: false }, next, HOUR)).toEqual({ kind: "due", slot: next });
  });

  it("makes up for the newest of many missed slots, if it is not too old", () => {
    const late = start + 10 * QUARTER + 5;
    expect(whenDue(quarterly, { lastSlot: start, running: false }, late, HOUR)).toEqual({
      kind: "due",
      slot: start + 10 * QUARTER,
    });
    const daily = parseSchedule({ startTime: start / 1000, frequency: "day", interval: 1 });
    const afternoon = start + 2 * 86_400_000 + 6 * HOUR;
    expect(whenDue(daily, { lastSlot: start, running: false }, afternoon, HOUR)).toEqual({
      kind: "wait",
      until: start + 3 * 86_400_000,
    });
  });

  it("skips what falls into a run that is going on", () => {
    expect(whenDue(quarterly, { lastSlot: start, running: true }, start + QUARTER, HOUR).kind).toBe("wait");
  });

  it("runs a one-time flow once, however late", () => {
    const once = parseSchedule({ startTime: String(start / 1000), frequency: "once" });
    expect(whenDue(once, { lastSlot: undefined, running: false }, start + 1e9, HOUR)).toEqual({
      kind: "due",
      slot: start,
    });
    expect(whenDue(once, { lastSlot: start, running: false }, start + 1e9, HOUR)).toEqual({ kind: "never" });
  });

  it("is a function of schedule and clock: slots only grow, and none comes before its time", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 * HOUR }), { maxLength: 40 }), (steps) => {
        let now = start - HOUR;
        let lastSlot: number | undefined;
        for (const step of steps) {
          now += step;
          const due = whenDue(quarterly, { lastSlot, running: false }, now, HOUR);
          if (due.kind === "wait") expect(due.until).toBeGreaterThan(now);
          if (due.kind !== "due") continue;
          expect(due.slot).toBeLessThanOrEqual(now);
          expect(due.slot).toBeGreaterThan(lastSlot ?? 0);
          expect((due.slot - start) % QUARTER).toBe(0);
          lastSlot = due.slot;
        }
      }),
    );
  });
});
