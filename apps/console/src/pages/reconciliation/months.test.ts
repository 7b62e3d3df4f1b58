import { describe, expect, it } from "vitest";
import type { CalendarDay, DayVerdict } from "../../api/types.ts";
import { toMonths, worstOf } from "./months.ts";

const compared = (day: string, verdict: DayVerdict): CalendarDay => ({
  connectionId: "a9950001",
  resource: "charges",
  day,
  verdict,
  reconciliationId: "rec_1",
  stripeCount: 1,
  platformCount: 1,
  sums: [],
});

describe("the calendar", () => {
  const months = toMonths([
    compared("2026-10-31", "agrees"),
    compared("2026-11-01", "agrees"),
    compared("2026-11-01", "differs"),
  ]);

  it("begins with the newest month", () => {
    expect(months.map(({ month }) => month)).toEqual(["2026-11", "2026-10"]);
  });

  it("puts November 1, 2026 on a Sunday, and gives it the worst verdict", () => {
    expect(months[0]?.weeks[0]?.[6]).toEqual({ day: "2026-11-01", number: 1, verdict: "differs" });
    expect(months[0]?.weeks[0]?.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => undefined));
    expect(months[0]?.weeks.flat().filter((day) => day !== undefined)).toHaveLength(30);
  });

  it("calls a day unchecked that nobody compared", () => {
    expect(worstOf([])).toBe("unchecked");
    expect(months[1]?.weeks.flat().find((day) => day?.number === 30)?.verdict).toBe("unchecked");
  });
});
