import { describe, expect, it } from "vitest";
import { describeSchedule } from "./describe-schedule.ts";

describe("a schedule in words", () => {
  it.each([
    [null, "none"],
    [{ frequency: "once" }, "once"],
    [{ frequency: "hour", interval: 1 }, "every hour"],
    [{ frequency: "minute", interval: 15 }, "every 15 minutes"],
  ] as const)("%j is %s", (schedule, words) => {
    expect(describeSchedule(schedule)).toBe(words);
  });
});
