import { describe, expect, it } from "vitest";
import { formatDay, formatDuration, formatInstant, formatRelative, formatUtc } from "./time.ts";

const instant = Date.UTC(2026, 10, 21, 15, 4, 5);

describe("time", () => {
  it("is shown in the reader's zone and in UTC", () => {
    expect(formatInstant(instant, "en-US", "Asia/Tokyo")).toBe("Nov 22, 2026, 00:04:05");
    expect(formatUtc(instant)).toBe("2026-11-21 15:04:05 UTC");
  });

  it.each([
    [instant - 181_000, "3 minutes ago"],
    [instant + 7_200_000, "in 2 hours"],
    [instant - 86_400_000, "yesterday"],
    [instant, "now"],
  ])("%d is %s", (when, expected) => {
    expect(formatRelative(when, instant, "en-US")).toBe(expected);
  });

  it.each([
    [0, "0 s"],
    [0.02, "20 ms"],
    [41, "41 s"],
    [200, "3 min 20 s"],
    [7500, "2 h 5 min"],
    [3600, "1 h"],
    [356_400, "4 d 3 h"],
  ])("%d seconds last %s", (seconds, expected) => {
    expect(formatDuration(seconds)).toBe(expected);
  });

  it("keeps a UTC day a UTC day", () => {
    expect(formatDay("2026-11-21", "en-US")).toBe("Sat, Nov 21, 2026");
  });
});
