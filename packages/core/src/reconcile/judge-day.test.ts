import { describe, expect, it } from "vitest";
import { judgeDay } from "./judge-day.ts";
import type { CountedDay, DayComparison } from "./report.ts";

const day: CountedDay = { day: "2025-03-01", currency: "usd", stripeCount: 1, platformCount: 1, sums: [], equal: true };
const unequal: CountedDay = { ...day, platformCount: 0, equal: false };
const long = Date.parse("2026-01-01");

const verdicts: readonly (readonly [string, CountedDay, DayComparison["reasons"], string, string])[] = [
  ["equal figures, no object that differs", day, {}, "equal", "closed-ok"],
  ["an object in quarantine", unequal, { quarantined: 1 }, "explained", "closed-ok"],
  ["an object that is missing", unequal, { missing: 1, quarantined: 3 }, "differs", "closed-drift"],
  ["unequal figures that no object explains", unequal, {}, "differs", "closed-drift"],
];

describe("judgeDay", () => {
  it.each(verdicts)("%s", (_, counted, reasons, verdict, state) => {
    expect(judgeDay(counted, reasons, long)).toMatchObject({ verdict, state, reasons });
  });

  it.each([
    ["2025-03-01T12:00:00Z", "open"],
    ["2025-03-02T00:00:00Z", "settling"],
    ["2025-03-02T05:59:59Z", "settling"],
    ["2025-03-02T06:00:00Z", "closed-ok"],
  ])("at %s is %s", (now, state) => {
    expect(judgeDay(day, {}, Date.parse(now)).state).toBe(state);
  });
});
