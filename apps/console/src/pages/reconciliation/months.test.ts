import { describe, expect, it } from "vitest";
import type { DayVerdict } from "../../api/reconciliation.ts";
import { toMonths, worstOf } from "./months.ts";

const verdict = (day: string, of: DayVerdict["verdict"]): DayVerdict => ({
  resource: "charges",
  day,
  verdict: of,
  stripe: { count: 1, sums: {} },
  platform: { count: 1, sums: {} },
  differences: [],
});

describe("the calendar", () => {
  const months = toMonths([verdict("2026-10-31", "ok"), verdict("2026-11-01", "ok"), verdict("2026-11-01", "drift")]);

  it("begins with the newest month", () => {
    expect(months.map(({ month }) => month)).toEqual(["2026-11", "2026-10"]);
  });

  it("puts November 1, 2026 on a Sunday, and gives it the worst verdict", () => {
    expect(months[0]?.weeks[0]?.[6]).toEqual({ day: "2026-11-01", number: 1, verdict: "drift", compared: 2 });
    expect(months[0]?.weeks[0]?.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => undefined));
    expect(months[0]?.weeks.flat().filter((day) => day !== undefined)).toHaveLength(30);
  });

  it("says nothing of a day that was not compared", () => {
    expect(worstOf([])).toBeUndefined();
    expect(months[1]?.weeks.flat().find((day) => day?.number === 30)?.verdict).toBeUndefined();
  });
});
