import { describe, expect, it } from "vitest";

import { UsageError } from "../exit-codes.ts";
import { readMoment } from "./read-moment.ts";

const now = Date.parse("2026-10-05T00:00:00Z") / 1000;

describe("a moment", () => {
  it.each([
    ["2026-10-01", "2026-10-01T00:00:00Z"],
    ["2026-10-01T12:30:00Z", "2026-10-01T12:30:00Z"],
    ["90m", "2026-10-04T22:30:00Z"],
    ["6h", "2026-10-04T18:00:00Z"],
    ["3d", "2026-10-02T00:00:00Z"],
  ])("%s is %s", (text, expected) => {
    expect(readMoment(text, "--to", now)).toBe(Date.parse(expected) / 1000);
  });

  it.each(["yesterday", "2026-13-01", "3", "3w", "2026-10-06", ""])("%s is refused", (text) => {
    expect(() => readMoment(text, "--to", now)).toThrow(UsageError);
  });
});
