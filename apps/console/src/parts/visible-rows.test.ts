import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visibleRows } from "./visible-rows.ts";

describe("the rows in the document", () => {
  it("cover what is in sight, are few, and exist", () => {
    fc.assert(
      fc.property(
        fc.nat(5_000_000),
        fc.integer({ min: 1, max: 2000 }),
        fc.nat(100_000),
        (scrolled, viewport, count) => {
          const { start, end } = visibleRows({ scrolled, viewport, rowHeight: 42, count });
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(Math.max(count, start));
          expect(end - start).toBeLessThanOrEqual(Math.ceil(viewport / 42) + 18);
          const firstSeen = Math.floor(scrolled / 42);
          if (firstSeen < count) expect(start <= firstSeen && firstSeen < end).toBe(true);
        },
      ),
    );
  });

  it("are none of an empty list", () => {
    expect(visibleRows({ scrolled: 0, viewport: 700, rowHeight: 42, count: 0 })).toEqual({ start: 0, end: 0 });
  });
});
