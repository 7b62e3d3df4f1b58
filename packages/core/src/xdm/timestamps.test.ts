import fc from "fast-check";
import { expect, it } from "vitest";
import { earliestSecond, formatUnixSeconds, latestSecond } from "./timestamps.ts";

it("formats every second that four digits of a year can say as Date does", () => {
  fc.assert(
    fc.property(fc.integer({ min: earliestSecond, max: latestSecond }), (seconds) => {
      expect(formatUnixSeconds(seconds)).toBe(new Date(seconds * 1000).toISOString());
    }),
    { numRuns: 2_000 },
  );
  for (const seconds of [earliestSecond, latestSecond, 0, -1, 86_399, 86_400]) {
    expect(formatUnixSeconds(seconds)).toBe(new Date(seconds * 1000).toISOString());
  }
});
