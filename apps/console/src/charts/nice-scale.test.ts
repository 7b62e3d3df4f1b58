import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { niceScale } from "./nice-scale.ts";

describe("an axis", () => {
  it("covers the largest value in few steps", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e15, noNaN: true }), (most) => {
        const { top, ticks } = niceScale(most);
        expect(top).toBeGreaterThanOrEqual(most * (1 - 1e-9));
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(6);
        expect(ticks.at(-1)).toBeCloseTo(top, 6 - Math.ceil(Math.log10(top)));
      }),
    );
  });

  it("of nothing is still an axis", () => {
    expect(niceScale(0)).toEqual({ top: 1, ticks: [0, 1] });
  });
});
